"""People and everything that stands on two legs like one: proportions, poses, faces, clothes, hats and roles."""
