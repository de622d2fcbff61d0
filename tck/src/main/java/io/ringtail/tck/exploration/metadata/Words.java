// SPDX-License-Identifier: Apache-2.0
package io.ringtail.tck.exploration.metadata;

import io.ringtail.protocol.map.ClusterMap;
import io.ringtail.protocol.message.Request;
import io.ringtail.protocol.message.Response;
import io.ringtail.protocol.time.Ballot;
import org.jspecify.annotations.Nullable;

/** Messages about maps, short enough to be read by the dozen. */
final class Words {
  private Words() {}

  static String of(Request.Control request) {
    return switch (request) {
      case Request.MetadataPrepare prepare ->
          "prepare epoch " + prepare.epoch() + " with " + of(prepare.ballot());
      case Request.MetadataPropose propose ->
          "propose " + of(propose.map()) + " with " + of(propose.ballot());
      case Request.MetadataCommit commit -> "commit " + of(commit.map());
      case Request.FetchMap fetch -> "fetch what is newer than epoch " + fetch.known();
      default -> request.toString();
    };
  }

  static String of(@Nullable Response answer) {
    return switch (answer) {
      case null -> "no answer in time";
      case Response.MetadataPromise promise ->
          (promise.promised() ? "promised " : "refused for ")
              + of(promise.highest())
              + (promise.accepted() == null
                  ? ""
                  : ", has accepted "
                      + of(promise.accepted())
                      + " with "
                      + of(promise.acceptedBallot()));
      case Response.MetadataAccepted vote ->
          (vote.accepted() ? "accepted " : "refused for ") + of(vote.highest());
      case Response.MapDone done -> done.map() == null ? "nothing newer" : of(done.map());
      case Response.Refused refused -> refused.reason() + " " + refused.detail();
      default -> answer.toString();
    };
  }

  static String of(ClusterMap map) {
    return "map " + map.epoch() + " of change " + map.change().counter();
  }

  private static String of(@Nullable Ballot ballot) {
    return ballot == null ? "none" : "ballot " + ballot.counter() + "." + ballot.writer();
  }
}
