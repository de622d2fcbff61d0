// SPDX-License-Identifier: Apache-2.0
package io.ringtail.jdbc.connection;

import io.ringtail.jdbc.metadata.MetadataRows;
import io.ringtail.jdbc.metadata.SchemaView;
import io.ringtail.jdbc.plan.Rows;
import io.ringtail.jdbc.result.RingtailResultSet;
import io.ringtail.jdbc.result.Signatures;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.avatica.AvaticaDatabaseMetaData;
import org.apache.calcite.avatica.Meta;
import org.jspecify.annotations.Nullable;

/**
 * Avatica's metadata with the answers that are ours. What lists the schema comes from the session's
 * newest schema; keyspaces are JDBC's schemas, and there are no catalogs.
 */
final class RingtailDatabaseMetaData extends AvaticaDatabaseMetaData {
  private static final int IDENTIFIER_LENGTH_MAX = 127;

  private final RingtailConnection own;

  RingtailDatabaseMetaData(RingtailConnection connection) {
    super(connection);
    this.own = connection;
  }

  private SchemaView view() throws SQLException {
    own.checkOpen();
    return new SchemaView(own.session().schema());
  }

  private ResultSet show(MetadataRows result) throws SQLException {
    RingtailStatement statement =
        new RingtailStatement(own, null, ResultSet.HOLD_CURSORS_OVER_COMMIT);
    statement.closeOnCompletion();
    return statement.show(
        RingtailResultSet.of(
            statement,
            Signatures.of("", result.columns(), List.of(), Meta.StatementType.SELECT),
            own.localTimeZone(),
            Rows.of(result.rows()),
            new AtomicBoolean()));
  }

  @Override
  public ResultSet getTables(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String tableNamePattern,
      String @Nullable [] types)
      throws SQLException {
    return show(view().tables(catalog, schemaPattern, tableNamePattern, types));
  }

  @Override
  public ResultSet getColumns(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String tableNamePattern,
      @Nullable String columnNamePattern)
      throws SQLException {
    return show(view().columns(catalog, schemaPattern, tableNamePattern, columnNamePattern));
  }

  @Override
  public ResultSet getSchemas() throws SQLException {
    return getSchemas(null, null);
  }

  @Override
  public ResultSet getSchemas(@Nullable String catalog, @Nullable String schemaPattern)
      throws SQLException {
    return show(view().schemas(catalog, schemaPattern));
  }

  @Override
  public ResultSet getCatalogs() throws SQLException {
    return show(view().catalogs());
  }

  @Override
  public ResultSet getTableTypes() throws SQLException {
    return show(view().tableTypes());
  }

  @Override
  public ResultSet getPrimaryKeys(
      @Nullable String catalog, @Nullable String schema, @Nullable String table)
      throws SQLException {
    return show(view().primaryKeys(catalog, schema, table));
  }

  @Override
  public ResultSet getIndexInfo(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String table,
      boolean unique,
      boolean approximate)
      throws SQLException {
    return show(view().indexes(catalog, schema, table));
  }

  @Override
  public ResultSet getBestRowIdentifier(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String table,
      int scope,
      boolean nullable)
      throws SQLException {
    return show(view().rowIdentifiers(catalog, schema, table));
  }

  @Override
  public ResultSet getTypeInfo() throws SQLException {
    own.checkOpen();
    return show(SchemaView.types());
  }

  @Override
  public Connection getConnection() {
    return own;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public boolean nullsAreSortedHigh() {
    return true;
  }

  @Override
  public boolean nullsAreSortedLow() {
    return false;
  }

  @Override
  public boolean nullsAreSortedAtStart() {
    return false;
  }

  @Override
  public boolean nullsAreSortedAtEnd() {
    return false;
  }

  @Override
  public boolean supportsMixedCaseIdentifiers() {
    return false;
  }

  @Override
  public boolean supportsMixedCaseQuotedIdentifiers() {
    return false;
  }

  @Override
  public String getSchemaTerm() {
    return "keyspace";
  }

  @Override
  public boolean supportsCatalogsInDataManipulation() {
    return false;
  }

  @Override
  public boolean supportsCatalogsInProcedureCalls() {
    return false;
  }

  @Override
  public boolean supportsCatalogsInTableDefinitions() {
    return false;
  }

  @Override
  public boolean supportsCatalogsInIndexDefinitions() {
    return false;
  }

  @Override
  public boolean supportsCatalogsInPrivilegeDefinitions() {
    return false;
  }

  @Override
  public boolean supportsSchemasInIndexDefinitions() {
    return false;
  }

  @Override
  public boolean supportsSchemasInPrivilegeDefinitions() {
    return false;
  }

  @Override
  public boolean supportsSchemasInProcedureCalls() {
    return false;
  }

  @Override
  public int getMaxColumnNameLength() {
    return IDENTIFIER_LENGTH_MAX;
  }

  @Override
  public int getMaxTableNameLength() {
    return IDENTIFIER_LENGTH_MAX;
  }

  @Override
  public int getMaxSchemaNameLength() {
    return IDENTIFIER_LENGTH_MAX;
  }

  @Override
  public int getDefaultTransactionIsolation() {
    return Connection.TRANSACTION_NONE;
  }

  @Override
  public boolean supportsDataManipulationTransactionsOnly() {
    return false;
  }

  @Override
  public boolean dataDefinitionCausesTransactionCommit() {
    return false;
  }

  @Override
  public boolean supportsOpenStatementsAcrossCommit() {
    return true;
  }

  @Override
  public boolean supportsOpenStatementsAcrossRollback() {
    return true;
  }

  @Override
  public boolean supportsResultSetHoldability(int holdability) {
    return holdability == ResultSet.HOLD_CURSORS_OVER_COMMIT;
  }

  @Override
  public boolean ownUpdatesAreVisible(int type) {
    return false;
  }

  @Override
  public boolean ownDeletesAreVisible(int type) {
    return false;
  }

  @Override
  public boolean ownInsertsAreVisible(int type) {
    return false;
  }

  @Override
  public boolean othersUpdatesAreVisible(int type) {
    return false;
  }

  @Override
  public boolean othersDeletesAreVisible(int type) {
    return false;
  }

  @Override
  public boolean othersInsertsAreVisible(int type) {
    return false;
  }

  @Override
  public boolean updatesAreDetected(int type) {
    return false;
  }

  @Override
  public boolean deletesAreDetected(int type) {
    return false;
  }

  @Override
  public boolean insertsAreDetected(int type) {
    return false;
  }
}
