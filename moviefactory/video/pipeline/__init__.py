"""Parts of the diffusers adapter (`../diffusers_model.py`), one question each: what a family of models is like, which
sizes it renders, how it is called, loaded, made to fit, watched, chained and conditioned."""
