"""Parts of the remote renderer (`../remote_model.py`): server and key, the wire, an order, its job, its clip."""
