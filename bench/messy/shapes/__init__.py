"""The authors of the workbooks: each function is one author's habit, not every fault at once."""
