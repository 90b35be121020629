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

-- What the export `wide` writes as CSV: every view whose name begins with wide_.

-- A row a person, with counts.
CREATE VIEW wide_people AS
SELECT people.person_id, people.doc_id, documents.publication, documents.published, people.name, people.roles,
       people.mentions AS n_mentions,
       (SELECT count(*) FROM titles WHERE titles.person_id = people.person_id) AS n_titles,
       (SELECT count(*) FROM titles WHERE titles.person_id = people.person_id AND titles.status = 'former') AS n_titles_former,
       (SELECT count(*) FROM proposals_person_ids AS p WHERE p.item = people.person_id) AS n_proposals,
       (SELECT count(*) FROM proposals_person_ids AS p JOIN proposals USING (proposal_id)
        WHERE p.item = people.person_id AND proposals.kind = 'motion') AS n_motions,
       (SELECT count(*) FROM numbers WHERE numbers.person_id = people.person_id) AS n_numbers
FROM people
JOIN documents ON documents.doc_id = people.doc_id
ORDER BY people.rowid;

-- A row a document, with counts and sums. Sums of money are of what is given in yuan, whatever the
-- approximator: value as the text has it.
CREATE VIEW wide_documents AS
SELECT documents.doc_id, documents.publication, documents.published, documents.script, documents.bytes,
       documents.n_people, documents.n_titles, documents.n_proposals, documents.n_numbers,
       (SELECT count(DISTINCT p.person_id) FROM people AS p JOIN people_roles AS r USING (person_id)
        WHERE p.doc_id = documents.doc_id AND r.item = 'speaker') AS n_speakers,
       (SELECT count(*) FROM proposals AS p WHERE p.doc_id = documents.doc_id AND p.kind = 'motion') AS n_motions,
       (SELECT count(*) FROM proposals AS p WHERE p.doc_id = documents.doc_id AND p.kind = 'recommendation') AS n_recommendations,
       (SELECT count(*) FROM proposals AS p WHERE p.doc_id = documents.doc_id AND p.kind = 'exhortation') AS n_exhortations,
       (SELECT count(*) FROM numbers AS n WHERE n.doc_id = documents.doc_id AND n.kind = 'money') AS n_money,
       (SELECT sum(CAST(n.value AS REAL)) FROM numbers AS n
        WHERE n.doc_id = documents.doc_id AND n.kind = 'money' AND n.unit_canonical = '元') AS sum_yuan,
       (SELECT count(*) FROM numbers AS n WHERE n.doc_id = documents.doc_id AND n.kind = 'percent') AS n_percents
FROM documents
ORDER BY documents.rowid;
