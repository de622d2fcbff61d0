// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.consensus;

import java.util.ArrayList;
import java.util.List;

/** The messages that are under way, the oldest first. */
final class Network {
  private final List<Message> messages = new ArrayList<>();

  void clear() {
    messages.clear();
  }

  int size() {
    return messages.size();
  }

  Message get(int index) {
    return messages.get(index);
  }

  Message take(int index) {
    return messages.remove(index);
  }

  void send(Message message) {
    if (!message.isAnswer() || message.operation().awaits(message)) {
      messages.add(message);
    }
  }

  /** Nobody hears these any more, and no order of theirs makes a difference. */
  void forgetAnswersTo(Operation operation) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).isAnswer() && messages.get(i).operation() == operation) {
        messages.remove(i);
      }
    }
  }

  /** Names the messages' chains, in their order; how many they are. */
  int chains(int[] chains) {
    for (int i = 0; i < messages.size(); i++) {
      chains[i] = messages.get(i).chain();
    }
    return messages.size();
  }
}
