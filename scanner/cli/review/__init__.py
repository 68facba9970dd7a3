"""The review page's server: who may ask (``http``), and what is answered (``actions``)."""
