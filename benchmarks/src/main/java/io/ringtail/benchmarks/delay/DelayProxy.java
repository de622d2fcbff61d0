// SPDX-License-Identifier: Apache-2.0
package io.ringtail.benchmarks.delay;

import io.ringtail.protocol.ring.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A way to a node that takes time: connections on loopback, whose bytes arrive in order and whole,
 * each a while after it was sent. Two threads for each direction of a connection. Thread-safe.
 */
final class DelayProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  /** Ends a direction. */
  private static final byte[] END = {};

  private record Piece(byte[] bytes, long dueNanos) {}

  private final Endpoint target;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile long delayNanos;

  /** A proxy that listens on a port of its own, and delays nothing yet. */
  DelayProxy(Endpoint target) throws IOException {
    this.target = target;
    this.server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    daemon("delay-accept", this::accept);
  }

  Endpoint endpoint() {
    return new Endpoint(server.getInetAddress().getHostAddress(), server.getLocalPort());
  }

  /** How long bytes are on their way from now on, in each direction. */
  void delayNanos(long nanos) {
    delayNanos = nanos;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        Socket node = new Socket();
        open.add(node);
        connect(client, node);
      } catch (IOException e) {
        // The proxy was closed.
        return;
      }
    }
  }

  /** Joins the two; ends both where the node is not there. */
  private void connect(Socket client, Socket node) {
    try {
      node.connect(new InetSocketAddress(target.host(), target.port()));
      client.setTcpNoDelay(true);
      node.setTcpNoDelay(true);
      pump(client, node);
      pump(node, client);
    } catch (IOException e) {
      close(client);
      close(node);
    }
  }

  private void pump(Socket from, Socket to) {
    BlockingQueue<Piece> way = new LinkedBlockingQueue<>();
    daemon("delay-in", () -> take(from, way));
    daemon("delay-out", () -> deliver(to, way));
  }

  private void take(Socket from, BlockingQueue<Piece> way) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = from.getInputStream()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        way.add(new Piece(Arrays.copyOf(buffer, count), System.nanoTime() + delayNanos));
      }
    } catch (IOException e) {
      // The end of the connection, which is passed on as such.
    }
    way.add(new Piece(END, System.nanoTime()));
  }

  private void deliver(Socket to, BlockingQueue<Piece> way) {
    try (OutputStream out = to.getOutputStream()) {
      for (Piece piece = way.take(); piece.bytes() != END; piece = way.take()) {
        for (long left = piece.dueNanos() - System.nanoTime();
            left > 0;
            left = piece.dueNanos() - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        out.write(piece.bytes());
      }
    } catch (IOException e) {
      // The other side is gone; closing tells the one that sends.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(to);
    }
  }

  private void close(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed as far as it goes.
    }
  }

  private static void daemon(String name, Runnable task) {
    Thread.ofPlatform().daemon().name(name).start(task);
  }

  @Override
  public void close() throws IOException {
    server.close();
    open.forEach(this::close);
  }
}
