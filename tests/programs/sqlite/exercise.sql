select sqlite_version() > '3', 7/2, 7/2.0, -7%3, 1e308*10, 0x10, 1<<40, ~0, 'a'||'b', null is null, 5 between 1 and 9;;
select round(2.567, 2), abs(-9223372036854775807), 9223372036854775807 + 1, 1.0/3, 1e-7, 123456789012345.678, cast('12abc' as integer);;
select sqrt(2), sin(1), ln(10), pow(2, 0.5), ceil(1.2), floor(-1.2), pi(), trunc(-3.7), mod(10.5, 3);;
select printf('%08.3f|%-6d|%x|%q|%Q|%,d|%c', 3.14159, 42, 255, 'it''s', 'it''s', 1234567, 'xyz'), shout('hello'), shout(null);;
select upper('mixed'), lower('MIXED'), length('h€llo'), substr('abcdef', 2, 3), replace('aXbX', 'X', 'yy'), instr('hello', 'l'), hex('abc'), unicode('€'), char(72, 8364), quote(x'00ff'), trim('  x ');;
select typeof(1), typeof(1.0), typeof('1'), typeof(null), typeof(x'01'), coalesce(null, 2), ifnull(null, 3), nullif(1, 1), iif(1, 'y', 'n'), max(1, 5, 3), min('b', 'a');;
select date('2024-02-28', '+2 days'), strftime('%j %W %s', '2000-01-01 12:00:00'), julianday('2000-01-01'), datetime(86400 * 365, 'unixepoch'), time('12:00', '-90 minutes');;
select 'abc' like 'A_C', 'abc' glob 'a*', 'abc' like 'a\%' escape '\', 'B' collate nocase = 'b', 1 in (1, 2), exists (select 1 where 0);;
create table city (id integer primary key, name text unique not null, country text, people integer check (people >= 0), area real default 1.5);;
insert into city (name, country, people, area) values ('Aa', 'x', 100, 2.5), ('Bb', 'x', 300, 7.25), ('Cc', 'y', 50, null), ('Dd', 'y', 700, 0.125), ('Ee', 'z', 0, 3);;
insert into city (name, country, people) values ('Aa', 'q', 1);;
insert into city (name, people) values ('Ff', -1);;
insert into city (name) values (null);;
select * from nowhere;;
select this is not sql;;
select country, count(*), sum(people), avg(area), group_concat(name, '+'), total(area) from city group by country having count(*) > 0 order by 3 desc;;
select name, people, rank() over (order by people desc), sum(people) over (partition by country order by id), lag(name, 1, 'none') over (order by id), ntile(2) over (order by id) from city order by id;;
select a.name, b.name from city a join city b on a.country = b.country and a.id < b.id order by 1;;
select a.name, b.name from city a left join city b on b.people = a.people * 3 order by a.id;;
insert into city (name, people) values ('Aa', 111) on conflict (name) do update set people = excluded.people, area = area + 1 returning id, name, people, area;;
create view rich as select name, people / area as density from city where area > 0;;
select name, printf('%.4f', density) from rich order by density;;
create table log (what text, old integer, new integer);;
create trigger changed after update of people on city begin
  insert into log values (new.name, old.people, new.people);
  update city set area = area * 2 where id = new.id and new.people > 500;
end;;
update city set people = people * 2 where country in ('x', 'y');;
select * from log order by rowid;;
select id, name, people, area from city;;
begin; delete from city where id > 2; select count(*) from city; savepoint inner1; insert into city (name) values ('Zz'); rollback to inner1; release inner1; rollback;;
select count(*), hash(name) from city;;
with recursive fib(n, a, b) as (select 1, 0, 1 union all select n + 1, b, a + b from fib where n < 90) select max(n), max(a), hash(a) from fib;;
with recursive
  xaxis(x) as (values (-2.0) union all select x + 0.05 from xaxis where x < 1.2),
  yaxis(y) as (values (-1.0) union all select y + 0.1 from yaxis where y < 1.0),
  m(iter, cx, cy, x, y) as (
    select 0, x, y, 0.0, 0.0 from xaxis, yaxis
    union all
    select iter + 1, cx, cy, x * x - y * y + cx, 2.0 * x * y + cy from m where (x * x + y * y) < 4.0 and iter < 28),
  m2(iter, cx, cy) as (select max(iter), cx, cy from m group by cx, cy),
  a(t) as (select group_concat(substr(' .+*#', 1 + min(iter / 7, 4), 1), '') from m2 group by cy)
select group_concat(rtrim(t), x'0a') from a;;
with recursive
  input(sud) as (values ('53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79')),
  digits(z, lp) as (values ('1', 1) union all select cast(lp + 1 as text), lp + 1 from digits where lp < 9),
  x(s, ind) as (
    select sud, instr(sud, '.') from input
    union all
    select substr(s, 1, ind - 1) || z || substr(s, ind + 1), instr(substr(s, 1, ind - 1) || z || substr(s, ind + 1), '.')
    from x, digits as z
    where ind > 0 and not exists (
      select 1 from digits as lp
      where z.z = substr(s, ((ind - 1) / 9) * 9 + lp, 1)
         or z.z = substr(s, ((ind - 1) % 9) + (lp - 1) * 9 + 1, 1)
         or z.z = substr(s, (((ind - 1) / 3) % 3) * 3 + ((ind - 1) / 27) * 27 + lp + ((lp - 1) / 3) * 6, 1)))
select s from x where ind = 0;;
create table number (n integer primary key, square integer, root real, word text);;
insert into number with recursive c(n) as (select 1 union all select n + 1 from c where n < 20000) select n, n * n, sqrt(n), printf('w%05d', n * 7919 % 20011) from c;;
create index by_word on number (word);;
create index by_part on number (square % 97, root) where n % 2 = 0;;
select count(*), sum(square), round(sum(root), 6), min(word), max(word), hash(word) from number;;
select n from number where word = 'w01000';;
explain query plan select n from number where word = 'w01000';;
select hash(n) from (select n from number order by word desc);;
select square % 97 as part, count(*) from number where n % 2 = 0 group by part order by 2 desc, 1 limit 5;;
delete from number where n % 3 = 0; select changes(), count(*) from number; vacuum; pragma integrity_check;;
select json_extract('{"a":[1,2,{"b":"x"}]}', '$.a[2].b'), json_array(1, 'two', null), json_group_array(n) from (select n from number limit 5);;
select key, value, type, path from json_tree('{"k":[true,1.5,"s"]}');;
create virtual table documents using fts5(title, body);;
insert into documents values ('one', 'the quick brown fox'), ('two', 'lazy dogs and quick cats'), ('three', 'nothing here');;
select title, snippet(documents, 1, '[', ']', '..', 5) from documents where documents match 'quick' order by rank, rowid;;
select title from documents where documents match 'laz* AND NOT fox';;
select title from documents where documents match 'lazy NOT fox';;
create virtual table boxes using rtree(id, x1, x2, y1, y2);;
insert into boxes with recursive c(n) as (select 1 union all select n + 1 from c where n < 500) select n, n % 23, n % 23 + 2, n / 23, n / 23 + 1.5 from c;;
select count(*), sum(id) from boxes where x1 > 5 and x2 < 12 and y1 > 3 and y2 < 15;;
create table pair (a, b, primary key (a, b)) without rowid;;
insert into pair select n % 50, word from number where n < 900; select count(*), hash(a || b) from pair;;
pragma foreign_keys = on; create table parent (id integer primary key); create table child (p references parent on delete cascade); insert into parent values (1), (2); insert into child values (1), (1), (2);;
insert into child values (9);;
delete from parent where id = 1; select count(*) from child;;
create table computed (a integer, b integer generated always as (a * 2) stored, c text as (a || '-' || b)); insert into computed (a) values (1), (21); select * from computed;;
reopen
pragma integrity_check; select count(*), hash(word) from number; select name, type from sqlite_master where name not like 'sqlite%' and name not like 'documents_%' order by 1;;
select zeroblob(5) = x'0000000000', length(randomblob(16)), random() is not null, last_insert_rowid() is not null;;
drop table number; vacuum; pragma page_count; pragma journal_mode = memory; create table t2 (x); insert into t2 values (1.5), (-0.0), (9007199254740993), ('9007199254740993'); select x, x + 0, x * 1.0 from t2;;
