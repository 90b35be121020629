-- Views of the SQLite export (tiyao-export(1)): statements CREATE VIEW and nothing else. A view of
-- datasets that a run does not have is left out. A pack may bring more in schemas/views.sql.

-- Each person with each of the posts that the text gives.
CREATE VIEW people_titles AS
SELECT people.person_id, people.doc_id, people.name, people.pinyin, people.roles,
       titles.title_id, titles.organization, titles.position, titles.status,
       documents.title AS document, documents.publication, documents.published
FROM people
JOIN documents ON documents.doc_id = people.doc_id
LEFT JOIN titles ON titles.person_id = people.person_id;

-- Each proposal with the posts of those who put it forward, and its document.
CREATE VIEW proposals_full AS
SELECT proposals.*,
       (SELECT group_concat(coalesce(titles.organization, '') || coalesce(titles.position, ''), ';')
        FROM proposals_person_ids AS persons
        JOIN titles ON titles.person_id = persons.item
        WHERE persons.proposal_id = proposals.proposal_id) AS posts,
       documents.title AS document, documents.publication, documents.published, documents.path
FROM proposals
JOIN documents ON documents.doc_id = proposals.doc_id;
