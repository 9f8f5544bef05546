"""diplomatic-timeline: a REST API over events, actors and documents of diplomatic history."""
