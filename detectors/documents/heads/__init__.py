"""What the heads of a table's columns tell of its class: said by ``weights``, learnt by ``train``."""
