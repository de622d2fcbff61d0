// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.simulation.workload;

import io.ringtail.driver.api.Condition;
import io.ringtail.driver.api.ConditionalOutcome;
import io.ringtail.driver.api.Key;
import io.ringtail.driver.api.Level;
import io.ringtail.driver.api.RequestOptions;
import io.ringtail.driver.api.ResultRow;
import io.ringtail.driver.api.RowWrite;
import io.ringtail.driver.api.Slice;
import io.ringtail.driver.api.Table;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.TableName;
import io.ringtail.tck.checker.Verdict;
import io.ringtail.tck.history.History;
import io.ringtail.tck.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Accounts in one partition, between which money is transferred if both still have what was read:
 * whoever reads them all finds the same sum, and no transfer is made twice or half. Confined to the
 * simulation's thread.
 */
final class BankWorkload implements Workload {
  private static final int BANKS = 3;
  private static final int ACCOUNTS = 4;
  private static final long BALANCE = 100;
  private static final TableName NAME = Tables.name("bank");
  private static final String COLUMN = "b";

  private final History history;
  private final Recorder recorder;
  private final Map<Integer, long[]> seen = new HashMap<>();

  BankWorkload(LongSupplier nanos) {
    history = new History(nanos);
    recorder = new Recorder(history);
  }

  @Override
  public String name() {
    return "bank";
  }

  @Override
  public List<SchemaChange.CreateTable> tables() {
    return List.of(
        Tables.create(
            NAME.table(), Tables.partition("p"), Tables.clustering("c"), Tables.regular(COLUMN)));
  }

  private static Table table(Actor actor) {
    return actor.session().table(NAME);
  }

  private static Key account(int bank, int account) {
    return Key.of(bank).row((long) account);
  }

  @Override
  public void act(Actor actor) {
    RequestOptions options =
        new RequestOptions(
            Level.QUORUM, Duration.ofMillis(actor.random().nextInt(4) == 0 ? 300 : 2_000));
    int bank = actor.random().nextInt(BANKS);
    if (!seen.containsKey(bank)) {
      open(actor, bank, options, failed -> {});
    } else if (actor.random().nextInt(2) == 0) {
      transfer(actor, bank, options, failed -> {});
    }
    look(actor, bank, options, failed -> {});
  }

  /** Opens all accounts of a bank at once, unless somebody has. */
  private void open(Actor actor, int bank, RequestOptions options, Consumer<Boolean> ended) {
    List<RowWrite> writes = new ArrayList<>();
    for (int account = 0; account < ACCOUNTS; account++) {
      writes.add(table(actor).insert(account(bank, account), Map.of(COLUMN, BALANCE)));
    }
    write(actor, writes, List.of(new Condition.Absent(account(bank, 0))), options, ended);
  }

  private void transfer(Actor actor, int bank, RequestOptions options, Consumer<Boolean> ended) {
    long[] balances = seen.get(bank);
    if (balances == null) {
      open(actor, bank, options, ended);
      return;
    }
    int from = actor.random().nextInt(ACCOUNTS);
    int to = (from + 1 + actor.random().nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    long amount = 1L + actor.random().nextInt(10);
    Column column = table(actor).schema().column(COLUMN).orElseThrow();
    write(
        actor,
        List.of(
            table(actor).update(account(bank, from), Map.of(COLUMN, balances[from] - amount)),
            table(actor).update(account(bank, to), Map.of(COLUMN, balances[to] + amount))),
        List.of(
            new Condition.Compares(
                account(bank, from), column, Condition.Operator.EQUAL, balances[from]),
            new Condition.Compares(
                account(bank, to), column, Condition.Operator.EQUAL, balances[to])),
        options,
        ended);
  }

  private static void write(
      Actor actor,
      List<RowWrite> writes,
      List<Condition> conditions,
      RequestOptions options,
      Consumer<Boolean> ended) {
    Call.begin(
        actor,
        options,
        "a transfer",
        () -> table(actor).writeIf(writes, conditions, options),
        Call.Ended.<ConditionalOutcome>of(
            outcome -> ended.accept(false), error -> ended.accept(true)));
  }

  private void look(Actor actor, int bank, RequestOptions options, Consumer<Boolean> ended) {
    Operation operation = history.readRow(actor.process(), bank);
    // Another look may begin later, and see the accounts before this one's answer is here.
    boolean wasOpen = seen.containsKey(bank);
    Call.begin(
        actor,
        options,
        "a look at all accounts",
        () -> table(actor).slice(Key.of(bank), Slice.ALL, null, options),
        Call.Ended.<List<ResultRow>>of(
            rows -> {
              long[] balances = Rows.longs(rows, COLUMN);
              operation.ok(balances);
              check(bank, wasOpen, balances, operation);
              ended.accept(false);
            },
            error -> {
              ConditionalWorkload.failed(operation, error);
              ended.accept(true);
            }));
  }

  private void check(int bank, boolean wasOpen, long[] balances, Operation operation) {
    if (balances.length == 0 && !wasOpen) {
      return;
    }
    if (balances.length != ACCOUNTS || Arrays.stream(balances).sum() != ACCOUNTS * BALANCE) {
      recorder.breakPromise("the sum of all accounts is another one: " + operation);
    }
    seen.put(bank, balances);
  }

  @Override
  public CompletionStage<Integer> readEverything(Actor actor, RequestOptions options) {
    Failures failures = new Failures();
    for (int bank = 0; bank < BANKS; bank++) {
      failures.begin();
      look(actor, bank, options, failures::end);
    }
    return failures.all();
  }

  @Override
  public CompletionStage<Integer> writeEverything(Actor actor, RequestOptions options) {
    Failures failures = new Failures();
    for (int bank = 0; bank < BANKS; bank++) {
      failures.begin();
      transfer(actor, bank, options, failures::end);
    }
    return failures.all();
  }

  @Override
  public History history() {
    return history;
  }

  @Override
  public List<Verdict.Violation> check() {
    return Verdicts.of(history, recorder);
  }
}
