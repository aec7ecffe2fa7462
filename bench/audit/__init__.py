"""What a reader meets, in a real browser: barriers, the security policy, weight, speed, and how it looks."""
