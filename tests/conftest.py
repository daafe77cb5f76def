"""What all tests share."""

from hypothesis import HealthCheck, settings

# A loaded machine must not fail a test for being slow.
settings.register_profile(
    "calm", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
settings.load_profile("calm")
