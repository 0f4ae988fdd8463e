"""What is taught: modules, paths, skills, checklists, role plays and quiz pools, read from files into one catalog."""
