"""Questions at a place of the content: asked there, answered from the to-do, read where they were asked."""
