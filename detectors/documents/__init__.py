"""What a document is: its class, its dates, what there is in it to go by."""
