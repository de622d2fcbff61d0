/* Ringtail's own productions: DDL with keys and replication, and USING TTL on writes. */

boolean RingtailIfNotExists() :
{}
{
    <IF> <NOT> <EXISTS> { return true; }
|
    { return false; }
}

boolean RingtailIfExists() :
{}
{
    <IF> <EXISTS> { return true; }
|
    { return false; }
}

/* name = literal, name = {'key': literal, ...} */
TableOption RingtailOption() :
{
    final SqlIdentifier name;
    final SqlNode value;
}
{
    name = SimpleIdentifier() <EQ> ( value = Literal() | value = RingtailMap() )
    { return new TableOption(name, value); }
}

/* Keys and values in turns. */
SqlNodeList RingtailMap() :
{
    final Span s;
    final List<SqlNode> entries = new ArrayList<SqlNode>();
}
{
    <LBRACE> { s = span(); } RingtailMapEntry(entries)
    ( <COMMA> RingtailMapEntry(entries) )* <RBRACE>
    { return new SqlNodeList(entries, s.end(this)); }
}

void RingtailMapEntry(List<SqlNode> entries) :
{
    SqlNode each;
}
{
    each = Literal() { entries.add(each); } <COLON> each = Literal() { entries.add(each); }
}

/*
 * CREATE KEYSPACE [IF NOT EXISTS] ks [WITH replication_factor = 3]
 * CREATE KEYSPACE ks WITH replication = {'east': 3, 'west': 2} AND home = 'east'
 */
SqlCreate RingtailCreateKeyspace(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
    final List<TableOption> properties = new ArrayList<TableOption>();
    TableOption option;
}
{
    <KEYSPACE> ifNotExists = RingtailIfNotExists() name = SimpleIdentifier()
    [
        <WITH> option = RingtailOption() { properties.add(option); }
        ( <AND> option = RingtailOption() { properties.add(option); } )*
    ]
    { return new CreateKeyspace(s.end(this), replace, ifNotExists, name, properties); }
}

/*
 * CREATE TABLE [IF NOT EXISTS] [ks.]t (a INT PRIMARY KEY, b TEXT)
 * CREATE TABLE t (a INT, b INT, c INT, d TEXT, PRIMARY KEY ((a, b), c)) WITH CLUSTERING ORDER BY (c DESC)
 */
SqlCreate RingtailCreateTable(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
    final CreateTable.Parts parts = new CreateTable.Parts();
}
{
    <TABLE> ifNotExists = RingtailIfNotExists() name = CompoundIdentifier()
    <LPAREN> RingtailTableElement(parts) ( <COMMA> RingtailTableElement(parts) )* <RPAREN>
    [ <WITH> RingtailTableProperty(parts) ( <AND> RingtailTableProperty(parts) )* ]
    { return new CreateTable(s.end(this), replace, ifNotExists, name, parts); }
}

void RingtailTableElement(CreateTable.Parts parts) :
{
    final SqlIdentifier name;
    final SqlDataTypeSpec type;
    boolean key = false;
}
{
    LOOKAHEAD(3)
    <PRIMARY> <KEY> <LPAREN> RingtailPartitionKey(parts)
    ( <COMMA> RingtailClusteringColumn(parts) )* <RPAREN>
    { parts.primaryKey(); }
|
    name = SimpleIdentifier() type = DataType() [ <PRIMARY> <KEY> { key = true; } ]
    { parts.column(new ColumnDefinition(name, type, key)); }
}

void RingtailPartitionKey(CreateTable.Parts parts) :
{
    SqlIdentifier name;
}
{
    <LPAREN> name = SimpleIdentifier() { parts.partitionColumn(name); }
    ( <COMMA> name = SimpleIdentifier() { parts.partitionColumn(name); } )* <RPAREN>
|
    name = SimpleIdentifier() { parts.partitionColumn(name); }
}

void RingtailClusteringColumn(CreateTable.Parts parts) :
{
    final SqlIdentifier name;
}
{
    name = SimpleIdentifier() { parts.clusteringColumn(name); }
}

void RingtailTableProperty(CreateTable.Parts parts) :
{
    final TableOption option;
}
{
    LOOKAHEAD(2)
    <CLUSTERING> <ORDER> <BY> <LPAREN> RingtailClusteringOrder(parts)
    ( <COMMA> RingtailClusteringOrder(parts) )* <RPAREN>
|
    option = RingtailOption() { parts.option(option); }
}

void RingtailClusteringOrder(CreateTable.Parts parts) :
{
    final SqlIdentifier name;
    boolean descending = false;
}
{
    name = SimpleIdentifier() [ <ASC> | <DESC> { descending = true; } ]
    { parts.order(new ClusteringOrder(name, descending)); }
}

/* DROP TABLE [IF EXISTS] [ks.]t, DROP KEYSPACE [IF EXISTS] ks */
SqlDrop RingtailDrop(Span s, boolean replace) :
{
    final boolean ifExists;
    final SqlIdentifier name;
}
{
    <TABLE> ifExists = RingtailIfExists() name = CompoundIdentifier()
    { return new DropObject(s.end(this), DropObject.Kind.TABLE, ifExists, name); }
|
    <KEYSPACE> ifExists = RingtailIfExists() name = SimpleIdentifier()
    { return new DropObject(s.end(this), DropObject.Kind.KEYSPACE, ifExists, name); }
}

/* ALTER TABLE [IF EXISTS] [ks.]t WITH compression = 'zstd' AND default_ttl = 60 */
SqlNode RingtailAlterTable() :
{
    final Span s;
    final boolean ifExists;
    final SqlIdentifier name;
    final List<TableOption> properties = new ArrayList<TableOption>();
    TableOption option;
}
{
    <ALTER> { s = span(); } <TABLE> ifExists = RingtailIfExists() name = CompoundIdentifier()
    <WITH> option = RingtailOption() { properties.add(option); }
    ( <AND> option = RingtailOption() { properties.add(option); } )*
    { return new AlterTable(s.end(this), ifExists, name, properties); }
}

/* TRUNCATE [TABLE] [ks.]t */
SqlNode RingtailTruncate() :
{
    final Span s;
    final SqlIdentifier name;
}
{
    <TRUNCATE> { s = span(); } [ <TABLE> ] name = CompoundIdentifier()
    { return new TruncateTable(s.end(this), name); }
}

SqlNode RingtailTtl() :
{
    final SqlNode seconds;
}
{
    <USING> <TTL> ( seconds = NumericLiteral() | seconds = DynamicParam() ) { return seconds; }
}

/* INSERT INTO t (...) VALUES (...), (...) [USING TTL n] */
SqlNode RingtailInsert() :
{
    final SqlNode insert;
    SqlNode seconds = null;
}
{
    insert = SqlInsert() [ seconds = RingtailTtl() ]
    { return seconds == null ? insert : new UsingTtl(insert, seconds); }
}

/* UPDATE t [USING TTL n] SET a = x, b = y WHERE ... */
SqlNode RingtailUpdate() :
{
    final SqlIdentifier table;
    SqlNode seconds = null;
    final SqlNodeList columns;
    final SqlNodeList values;
    SqlIdentifier column;
    final SqlNode where;
    final Span s;
    final SqlUpdate update;
}
{
    <UPDATE> {
        s = span();
        columns = new SqlNodeList(s.pos());
        values = new SqlNodeList(s.pos());
    }
    table = CompoundTableIdentifier() [ seconds = RingtailTtl() ]
    <SET> column = SimpleIdentifier() { columns.add(column); }
    <EQ> AddExpression(values, ExprContext.ACCEPT_SUB_QUERY)
    (
        <COMMA> column = SimpleIdentifier() { columns.add(column); }
        <EQ> AddExpression(values, ExprContext.ACCEPT_SUB_QUERY)
    )*
    ( where = Where() | { where = null; } )
    {
        update = new SqlUpdate(s.addAll(columns).addAll(values).addIf(where).pos(),
            table, columns, values, where, null, null);
        return seconds == null ? update : new UsingTtl(update, seconds);
    }
}

/* TEXT is VARCHAR. */
SqlTypeNameSpec RingtailTextType() :
{}
{
    <TEXT> { return new SqlBasicTypeNameSpec(SqlTypeName.VARCHAR, getPos()); }
}
