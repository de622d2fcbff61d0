// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.scripted;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.ringtail.driver.transport.Link;
import io.ringtail.driver.transport.LinkListener;
import io.ringtail.driver.transport.Transport;
import io.ringtail.protocol.codec.MessageCodec;
import io.ringtail.protocol.frame.FrameFormat;
import io.ringtail.protocol.frame.FrameHeader;
import io.ringtail.protocol.frame.FrameReader;
import io.ringtail.protocol.frame.FrameWriter;
import io.ringtail.protocol.frame.Rank;
import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.map.InitialMap;
import io.ringtail.protocol.map.Node;
import io.ringtail.protocol.message.Event;
import io.ringtail.protocol.message.Message;
import io.ringtail.protocol.message.Reason;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.ring.Endpoint;
import io.ringtail.protocol.ring.Epoch;
import io.ringtail.protocol.ring.Token;
import io.ringtail.protocol.ring.Vnode;
import io.ringtail.protocol.schema.Column;
import io.ringtail.protocol.schema.Schema;
import io.ringtail.protocol.schema.SchemaChange;
import io.ringtail.protocol.schema.Table;
import io.ringtail.protocol.time.HybridClock;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Scripted nodes behind a transport, all in the thread of a simulated loop. Frames are real; what a
 * node does with a request can be overridden.
 */
public final class ScriptedCluster implements Transport {
  /** Decides what becomes of a request before the node answers it. */
  @FunctionalInterface
  public interface Script {
    Fate fate(Node node, Request request);
  }

  /** What becomes of a request. */
  public sealed interface Fate {
    /** The node carries it out and answers. */
    record Answer() implements Fate {}

    /** The node says this instead. */
    record Say(Response response) implements Fate {}

    /** The node carries it out, and the answer waits until {@link #release}. */
    record Hold() implements Fate {}

    /** The node carries it out, or not, and the connection ends. */
    record Break(boolean carriedOut) implements Fate {}

    /** Nothing happens, ever. */
    record Drop() implements Fate {}
  }

  public static final Fate ANSWER = new Fate.Answer();
  public static final Fate HOLD = new Fate.Hold();
  public static final Fate DROP = new Fate.Drop();

  private final SimulatedLoop loop;
  private final RandomGenerator random;
  private final Map<Endpoint, Replica> replicas = new LinkedHashMap<>();
  private final Map<Endpoint, Integer> shards = new HashMap<>();
  private final Set<Endpoint> down = new HashSet<>();
  private final Set<Endpoint> frozen = new HashSet<>();
  private final List<Server> servers = new ArrayList<>();
  private final List<Runnable> held = new ArrayList<>();
  private final HybridClock clock;
  private Script script = (node, request) -> ANSWER;
  private long delayMaxNanos = 50_000;
  private int misrouted;
  private int frames;
  private int dials;

  public ScriptedCluster(SimulatedLoop loop, RandomGenerator random, int nodes, int shardsEach) {
    this.loop = loop;
    this.random = random;
    this.clock = new HybridClock(loop, HybridClock.MAX_SKEW_MILLIS_DEFAULT);
    List<Endpoint> endpoints = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      endpoints.add(new Endpoint("node" + i, 7400));
    }
    ClusterMap map = InitialMap.of(endpoints, Vnode.BITS_MIN);
    for (Node node : map.nodes()) {
      replicas.put(node.endpoint(), new Replica(node, map));
      shards.put(node.endpoint(), shardsEach);
    }
  }

  public List<Endpoint> endpoints() {
    return List.copyOf(replicas.keySet());
  }

  public Replica replica(int index) {
    return replicas.get(endpoints().get(index));
  }

  public List<Replica> replicas() {
    return List.copyOf(replicas.values());
  }

  public void script(Script newScript) {
    script = newScript;
  }

  public void delayMaxNanos(long nanos) {
    delayMaxNanos = nanos;
  }

  /** Keys that came to the wrong shard. */
  public int misrouted() {
    return misrouted;
  }

  /** Frames that carried data requests. */
  public int frames() {
    return frames;
  }

  /** Attempts to connect. */
  public int dials() {
    return dials;
  }

  /** Connections that are open. */
  public int connections() {
    return (int) servers.stream().filter(server -> !server.closed).count();
  }

  /** The map with a table added, on all nodes at once. */
  public Table addTable(io.ringtail.protocol.schema.TableName name, List<Column> columns) {
    ClusterMap before = replicas.values().iterator().next().map();
    Epoch epoch = before.epoch().next();
    Table table =
        new Table(
            before.schema().tableIdNext(),
            name,
            epoch,
            columns,
            io.ringtail.protocol.schema.TableOptions.DEFAULT);
    List<Table> tables = new ArrayList<>(before.schema().tablesInOrder());
    tables.add(table);
    publish(after(before, tables), replicas.values());
    return table;
  }

  /** Empties a table: on all nodes but the first few, which do not know of it yet. */
  public Table truncateTable(io.ringtail.protocol.schema.TableName name, int unaware) {
    ClusterMap before = replica(replicas.size() - 1).map();
    List<Table> tables = new ArrayList<>(before.schema().tablesInOrder());
    Table known = before.schema().table(name).orElseThrow();
    Table truncated = known.truncated(before.schema().tableIdNext(), before.epoch().next());
    tables.remove(known);
    tables.add(truncated);
    List<Replica> aware = new ArrayList<>();
    for (int i = unaware; i < replicas.size(); i++) {
      aware.add(replica(i));
    }
    publish(after(before, tables), aware);
    return truncated;
  }

  private static ClusterMap after(ClusterMap before, List<Table> tables) {
    int idNext = tables.stream().mapToInt(Table::id).max().orElse(0) + 1;
    return new ClusterMap(
        before.clusterId(),
        before.epoch().next(),
        before.change(),
        before.vnodeBits(),
        before.nodes(),
        before.voters(),
        before.placements(),
        Schema.of(
            before.schema().keyspacesInOrder(),
            tables,
            Math.max(idNext, before.schema().tableIdNext())));
  }

  private static void publish(ClusterMap map, Collection<Replica> to) {
    to.forEach(replica -> replica.map(map));
  }

  /** Tells those who watch of the nodes' maps. */
  public void announce() {
    for (Server server : List.copyOf(servers)) {
      if (server.watches && !server.closed) {
        server.send(0, new Event.MapChanged(server.replica.map()));
      }
    }
  }

  /** Ends a node's connections and refuses new ones. */
  public void stop(int index) {
    Endpoint endpoint = endpoints().get(index);
    down.add(endpoint);
    breakConnections(index);
  }

  public void restart(int index) {
    down.remove(endpoints().get(index));
  }

  /** A node takes everything and says nothing. */
  public void freeze(int index, boolean on) {
    if (on) {
      frozen.add(endpoints().get(index));
    } else {
      frozen.remove(endpoints().get(index));
    }
  }

  public void breakConnections(int index) {
    for (Server server : List.copyOf(servers)) {
      if (server.endpoint.equals(endpoints().get(index))) {
        server.end();
      }
    }
  }

  /** Lets all answers go that were held. */
  public void release() {
    List<Runnable> answers = List.copyOf(held);
    held.clear();
    answers.forEach(Runnable::run);
  }

  public int heldCount() {
    return held.size();
  }

  @Override
  public void connect(Endpoint endpoint, ScheduledExecutorService ignored, LinkListener listener) {
    dials++;
    loop.schedule(
        () -> {
          Replica replica = replicas.get(endpoint);
          if (replica == null || down.contains(endpoint)) {
            listener.closed(new ConnectException("refused by " + endpoint));
            return;
          }
          Server server = new Server(endpoint, replica, listener);
          servers.add(server);
          listener.opened(server);
        },
        delay(),
        TimeUnit.NANOSECONDS);
  }

  private long delay() {
    return 1 + random.nextLong(delayMaxNanos);
  }

  /** Both ends of a connection. */
  private final class Server implements Link, FrameReader.Sink {
    private final Endpoint endpoint;
    private final Replica replica;
    private final LinkListener listener;
    private final FrameReader reader = new FrameReader(FrameFormat.FRAME_BYTES_MAX);
    private final List<ByteBuf> unflushed = new ArrayList<>();

    /** Streams of requests that are not answered. */
    private final Set<Integer> dropped = new HashSet<>();

    private int shard;
    private boolean watches;
    private boolean closed;
    private boolean told;
    private long toServerNanos;
    private long toClientNanos;

    Server(Endpoint endpoint, Replica replica, LinkListener listener) {
      this.endpoint = endpoint;
      this.replica = replica;
      this.listener = listener;
    }

    @Override
    public ByteBufAllocator allocator() {
      return UnpooledByteBufAllocator.DEFAULT;
    }

    @Override
    public void write(ByteBuf bytes) {
      if (closed) {
        bytes.release();
      } else {
        unflushed.add(bytes);
      }
    }

    @Override
    public void flush() {
      List<ByteBuf> sent = List.copyOf(unflushed);
      unflushed.clear();
      toServerNanos = Math.max(toServerNanos + 1, loop.nanos() + delay());
      loop.schedule(
          () -> {
            for (ByteBuf bytes : sent) {
              if (!closed && !frozen.contains(endpoint)) {
                reader.read(bytes, this);
              }
              bytes.release();
            }
          },
          toServerNanos - loop.nanos(),
          TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean isWritable() {
      return !closed;
    }

    @Override
    public void close() {
      end();
    }

    void end() {
      if (!closed) {
        closed = true;
        unflushed.forEach(ByteBuf::release);
        unflushed.clear();
        loop.schedule(
            () -> {
              if (!told) {
                told = true;
                listener.closed(null);
              }
            },
            delay(),
            TimeUnit.NANOSECONDS);
      }
    }

    @Override
    public void frame(FrameHeader header, ByteBuf body) {
      Request request = (Request) MessageCodec.decode(header.opcode(), body);
      count(request);
      if (replica.refuses(header.rank(), request)) {
        send(
            header.streamId(),
            new Response.Refused(
                Reason.OVERLOADED,
                "scripted",
                Rank.retryAfterMillis(replica.ranksRefused(), replica.waitMicros()),
                replica.map().epoch()));
        return;
      }
      if (request instanceof Request.Cancel) {
        cancelled(header.streamId());
        return;
      }
      Fate fate = script.fate(replica.node(), request);
      if (fate instanceof Fate.Drop) {
        dropped.add(header.streamId());
      } else if (fate instanceof Fate.Answer) {
        send(header.streamId(), answer(request));
        if (request instanceof Request.Write write) {
          keep(write);
        }
      } else if (fate instanceof Fate.Say say) {
        send(header.streamId(), say.response());
      } else if (fate instanceof Fate.Hold) {
        Response response = answer(request);
        held.add(() -> send(header.streamId(), response));
      } else if (fate instanceof Fate.Break broken) {
        if (broken.carriedOut()) {
          answer(request);
        }
        end();
      }
    }

    /** What was not to be answered waits for the disk. */
    private void cancelled(int streamId) {
      if (dropped.remove(streamId)) {
        send(
            streamId, new Response.Refused(Reason.CANCELLED, "scripted", 0, replica.map().epoch()));
      }
    }

    private void keep(Request.Write write) {
      for (Request.Recipient recipient : write.recipients()) {
        if (!recipient.later()) {
          throw new IllegalStateException("nothing is passed on within one data center");
        }
        Request.Hint hint = new Request.Hint(recipient.node(), write.mutations());
        Fate fate = script.fate(replica.node(), hint);
        if (fate instanceof Fate.Answer) {
          send(recipient.streamId(), replica.keep(hint));
        } else if (fate instanceof Fate.Say say) {
          send(recipient.streamId(), say.response());
        }
      }
    }

    private void count(Request request) {
      List<byte[]> keys = List.of();
      if (request instanceof Request.Read read) {
        keys = read.keys();
        frames++;
      } else if (request instanceof Request.Write write) {
        keys = write.mutations().stream().map(mutation -> mutation.key()).toList();
        frames++;
      } else if (request instanceof Request.Hint) {
        frames++;
      }
      for (byte[] key : keys) {
        int vnode = replica.map().vnodeOf(Token.hash(key));
        misrouted += Vnode.shard(vnode, shards.get(endpoint)) == shard ? 0 : 1;
      }
    }

    private Response answer(Request request) {
      if (request instanceof Request.Hello hello) {
        shard = Math.floorMod(hello.shard(), shards.get(endpoint));
        return new Response.Welcome(
            1,
            Set.of(),
            replica.node().id(),
            replica.map().clusterId(),
            shards.get(endpoint),
            shard,
            replica.map().epoch(),
            FrameFormat.FRAME_BYTES_MAX,
            "scripted");
      } else if (request instanceof Request.Data data && !replica.knows(data)) {
        return new Response.Refused(
            Reason.UNKNOWN_TABLE, "there is no such table", 0, replica.map().epoch());
      } else if (request instanceof Request.Read read) {
        return replica.read(read);
      } else if (request instanceof Request.Write write) {
        return replica.write(write);
      } else if (request instanceof Request.Hint hint) {
        return replica.keep(hint);
      } else if (request instanceof Request.Scan scan) {
        return replica.scan(scan);
      } else if (request instanceof Request.FetchMap fetch) {
        boolean newer = replica.map().epoch().compareTo(fetch.known()) > 0;
        return new Response.MapDone(newer ? replica.map() : null);
      } else if (request instanceof Request.WatchMap) {
        watches = true;
        return new Response.WatchDone();
      } else if (request instanceof Request.ChangeSchema change) {
        return changed(change.change());
      } else if (request instanceof Request.Ping) {
        return new Response.Pong(replica.map().epoch());
      } else {
        throw new IllegalStateException("not scripted: " + request);
      }
    }

    private Response changed(SchemaChange change) {
      if (change instanceof SchemaChange.TruncateTable truncate) {
        truncateTable(truncate.name(), 0);
        return new Response.SchemaDone(replica.map());
      }
      SchemaChange.CreateTable create = (SchemaChange.CreateTable) change;
      if (replica.map().schema().table(create.name()).isPresent()) {
        return create.ifNotExists()
            ? new Response.SchemaDone(replica.map())
            : new Response.Refused(
                Reason.ALREADY_EXISTS, create.name() + " exists", 0, replica.map().epoch());
      }
      List<Column> columns = new ArrayList<>();
      for (SchemaChange.ColumnDefinition each : create.columns()) {
        columns.add(
            new Column(columns.size(), each.name(), each.type(), each.kind(), each.descending()));
      }
      addTable(create.name(), columns);
      return new Response.SchemaDone(replica.map());
    }

    void send(int streamId, Message message) {
      ByteBuf out = Unpooled.buffer(256);
      int start =
          FrameWriter.begin(
              new FrameHeader(
                  MessageCodec.opcode(message),
                  replica.ranksRefused(),
                  streamId,
                  replica.map().epoch().number(),
                  clock.current(),
                  replica.waitMicros(),
                  0,
                  0,
                  0),
              out);
      MessageCodec.encode(message, out);
      FrameWriter.end(start, out);
      toClientNanos = Math.max(toClientNanos + 1, loop.nanos() + delay());
      // Cut in two at random, as the network may.
      int cut = random.nextInt(out.readableBytes() + 1);
      loop.schedule(
          () -> {
            if (!closed && !told) {
              listener.received(out.slice(out.readerIndex(), cut));
              if (!closed && !told) {
                listener.received(out.slice(out.readerIndex() + cut, out.readableBytes() - cut));
              }
            }
            out.release();
          },
          toClientNanos - loop.nanos(),
          TimeUnit.NANOSECONDS);
    }
  }

  /** The node that a script speaks of, by its place. */
  public boolean is(Node node, int index) {
    return replica(index).node().equals(node);
  }

  /** A refusal by a node that knows the newest map. */
  public Fate refuse(Reason reason, int retryAfterMillis) {
    return new Fate.Say(
        new Response.Refused(reason, "scripted", retryAfterMillis, replica(0).map().epoch()));
  }

  public @Nullable Replica find(Endpoint endpoint) {
    return replicas.get(endpoint);
  }
}
