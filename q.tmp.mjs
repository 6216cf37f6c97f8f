import Database from 'libsql';
const db = new Database(process.argv[2]);
console.log(db.prepare("select type, count(*) n from records group by type").all().map(r=>r.type+'='+r.n).join(' '));
console.log(db.prepare("select at, type, data from records where type in ('input.signal','output.decision','output.alert','output.rejected_input','output.notice') order by sequence limit 12").all().map(r=>r.type+' '+r.data.slice(0,300)).join('\n'));
