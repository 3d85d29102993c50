-- Of an end that names several quantities (年均浓度、优良天数比例和重污染天数): which of them; "" of a target.
alter table reading add column part text not null default '' check (typeof(part) = 'text');
