"""Shifu: the onboarding LMS where a skill is shown, tried and reviewed."""
