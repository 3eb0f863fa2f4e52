-- What the watch wrote of `story` in migrations.test.ts before the file had a version.
BEGIN TRANSACTION;
CREATE TABLE alarm (
  id TEXT PRIMARY KEY, site TEXT NOT NULL, kind TEXT NOT NULL, active INTEGER NOT NULL, acknowledged INTEGER NOT NULL,
  shelved INTEGER NOT NULL, since INTEGER NOT NULL, raised_at INTEGER NOT NULL, ended_at INTEGER, json TEXT NOT NULL
) STRICT;
INSERT INTO "alarm" VALUES('plant.outlet.ph-limit-high.2','plant','limit-high',0,0,0,1795485660000,1795485720000,1795485900000,'{"status":"cleared","id":"plant.outlet.ph-limit-high.2","site":"plant","point":"outlet","parameter":"ph","kind":"limit-high","priority":"high","since":1795485660000,"raisedAt":1795485720000,"limit":{"value":9,"unit":"","citation":{"source":"Permen LH/BPLH 12/2025","clause":"Lampiran I","verified":true,"note":"The printed flow classes (Q < 100, 100 < Q < 1,000, Q > 1,000 m³/d) leave exactly 100 and exactly 1,000 m³/d unassigned; Jernih takes each into the lower class."}},"value":10,"peak":10,"last":7,"confirmed":true,"acknowledgement":null,"shelving":null,"clearedAt":1795485900000}');
INSERT INTO "alarm" VALUES('plant.outlet.cod-limit-high.3','plant','limit-high',1,1,1,1795485660000,1795485720000,NULL,'{"status":"active","id":"plant.outlet.cod-limit-high.3","site":"plant","point":"outlet","parameter":"cod","kind":"limit-high","priority":"high","since":1795485660000,"raisedAt":1795485720000,"limit":{"value":150,"unit":"mg/L","citation":{"source":"Permen LH/BPLH 12/2025","clause":"Lampiran I","verified":true,"note":"The printed flow classes (Q < 100, 100 < Q < 1,000, Q > 1,000 m³/d) leave exactly 100 and exactly 1,000 m³/d unassigned; Jernih takes each into the lower class."}},"value":200,"peak":200,"last":200,"confirmed":true,"acknowledgement":{"at":1795485930000,"by":"siti","note":"seen"},"shelving":{"at":1795485936000,"by":"siti","note":"seen","until":1795489200000},"dataLostSince":null}');
CREATE TABLE machine (site TEXT, point TEXT, name TEXT, parameter TEXT, kind TEXT NOT NULL, json TEXT NOT NULL,
  PRIMARY KEY (site, point, name)) STRICT;
INSERT INTO "machine" VALUES('plant','outlet','ph-limit-high','ph','limit-high','{"status":"pending","observedAt":1795485960000,"id":"plant.outlet.ph-limit-high.14","since":1795485960000,"peak":10,"last":10,"confirmed":true}');
INSERT INTO "machine" VALUES('plant','outlet','ph-approaching-high','ph','approaching-high','{"status":"pending","observedAt":1795485960000,"id":"plant.outlet.ph-approaching-high.14","since":1795485960000,"peak":10,"last":10,"confirmed":true}');
INSERT INTO "machine" VALUES('plant','outlet','cod-limit-high','cod','limit-high','{"status":"active","observedAt":1795485900000,"alarm":{"status":"active","id":"plant.outlet.cod-limit-high.3","site":"plant","point":"outlet","parameter":"cod","kind":"limit-high","priority":"high","since":1795485660000,"raisedAt":1795485720000,"limit":{"value":150,"unit":"mg/L","citation":{"source":"Permen LH/BPLH 12/2025","clause":"Lampiran I","verified":true,"note":"The printed flow classes (Q < 100, 100 < Q < 1,000, Q > 1,000 m³/d) leave exactly 100 and exactly 1,000 m³/d unassigned; Jernih takes each into the lower class."}},"value":200,"peak":200,"last":200,"confirmed":true,"acknowledgement":{"at":1795485930000,"by":"siti","note":"seen"},"shelving":{"at":1795485936000,"by":"siti","note":"seen","until":1795489200000},"dataLostSince":null},"returningSince":null,"steps":3}');
CREATE TABLE point (site TEXT, point TEXT, json TEXT NOT NULL, PRIMARY KEY (site, point)) STRICT;
INSERT INTO "point" VALUES('plant','outlet','{"expectedSince":1795485600000,"doing":{"state":"running","since":-8640000000000000},"connected":false,"calibration":null,"lateness":null}');
INSERT INTO "point" VALUES('plant','inlet','{"expectedSince":1795485600000,"doing":{"state":"running","since":-8640000000000000},"connected":false,"calibration":null,"lateness":null}');
CREATE TABLE progress (one INTEGER PRIMARY KEY CHECK (one = 1), cursor INTEGER NOT NULL, started_at INTEGER NOT NULL,
  clock_at INTEGER NOT NULL) STRICT;
INSERT INTO "progress" VALUES(1,15,1795485900000,1795485960000);
CREATE TABLE series (
  id INTEGER PRIMARY KEY, site TEXT NOT NULL, point TEXT NOT NULL, parameter TEXT NOT NULL,
  at INTEGER, received INTEGER, value REAL, flag INTEGER, tests INTEGER, counted INTEGER
) STRICT;
INSERT INTO "series" VALUES(1,'plant','outlet','cod',1795485900000,1795485900000,200.0,1,11111,1795485900000);
INSERT INTO "series" VALUES(2,'plant','outlet','ph',1795485960000,1795485960000,10.0,1,11111,1795485960000);
CREATE TABLE site (id TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT;
INSERT INTO "site" VALUES('plant','{"id":"plant","name":"Plant","zone":"Asia/Jakarta","limits":{"set":"permen-lh-bplh-12-2025","dischargePerDay":2,"permit":[]},"contacts":[],"points":[{"id":"outlet","name":{"id":"Titik","en":"Point"},"kind":"outlet","intervalSeconds":60,"parameters":{"cod":{},"ph":{}}},{"id":"inlet","name":{"id":"Titik","en":"Point"},"kind":"inlet","intervalSeconds":60,"parameters":{"cod":{}}}]}');
CREATE TABLE transition (
  id TEXT PRIMARY KEY, alarm TEXT NOT NULL, n INTEGER NOT NULL, json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "transition" VALUES('plant.outlet.cod-limit-high.3.1','plant.outlet.cod-limit-high.3',1,'{"id":"plant.outlet.cod-limit-high.3.1","value":200,"by":null,"note":null,"at":1795485720000,"offset":5,"step":"raised"}');
INSERT INTO "transition" VALUES('plant.outlet.cod-limit-high.3.2','plant.outlet.cod-limit-high.3',2,'{"id":"plant.outlet.cod-limit-high.3.2","value":null,"by":"siti","note":"seen","at":1795485930000,"offset":12,"step":"acknowledged"}');
INSERT INTO "transition" VALUES('plant.outlet.cod-limit-high.3.3','plant.outlet.cod-limit-high.3',3,'{"id":"plant.outlet.cod-limit-high.3.3","value":null,"by":"siti","note":"seen","at":1795485936000,"offset":13,"step":"shelved"}');
INSERT INTO "transition" VALUES('plant.outlet.ph-limit-high.2.1','plant.outlet.ph-limit-high.2',1,'{"id":"plant.outlet.ph-limit-high.2.1","value":10,"by":null,"note":null,"at":1795485720000,"offset":4,"step":"raised"}');
INSERT INTO "transition" VALUES('plant.outlet.ph-limit-high.2.2','plant.outlet.ph-limit-high.2',2,'{"id":"plant.outlet.ph-limit-high.2.2","value":7,"by":null,"note":null,"at":1795485900000,"offset":10,"step":"cleared"}');
CREATE INDEX alarm_newest ON alarm (raised_at DESC, id DESC);
CREATE INDEX alarm_of_site ON alarm (site, raised_at DESC, id DESC);
CREATE INDEX alarm_active ON alarm (raised_at DESC, id DESC) WHERE active = 1;
CREATE INDEX alarm_unacknowledged ON alarm (raised_at DESC, id DESC) WHERE acknowledged = 0;
CREATE INDEX transition_of_alarm ON transition (alarm, n);
COMMIT;
