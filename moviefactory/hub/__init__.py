"""The Hugging Face hub: where its cache keeps weights, what would have to be fetched, and fetching it when agreed."""
