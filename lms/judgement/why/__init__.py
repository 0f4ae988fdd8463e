"""Why a state was found: reasons, figures, the curve and what changed around it, as people read them."""
