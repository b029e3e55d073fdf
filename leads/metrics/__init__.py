"""The figures for Prometheus and everything that reads its format."""
