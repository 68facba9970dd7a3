"""What the words of a document tell of its class, learnt from documents."""
