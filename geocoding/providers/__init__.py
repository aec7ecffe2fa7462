"""Those who know where addresses are, behind geopy's interface and one polite client."""
