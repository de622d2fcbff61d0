// SPDX-License-Identifier: Apache-2.0
package io.ringtail.driver.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuorumTest {
  private static final int EAST = 0b000111;
  private static final int WEST = 0b111000;

  private final Quorum each =
      Quorum.of(6, Quorum.Group.majority(EAST, "east"), Quorum.Group.majority(WEST, "west"));
  private final Quorum local = Quorum.of(6, Quorum.Group.majority(EAST, "east"));
  private final Quorum withHome =
      Quorum.of(6, Quorum.Group.majority(EAST | WEST, ""), Quorum.Group.majority(EAST, "east"));

  @Test
  void everyGroupHasToHaveEnough() {
    assertThat(each.isMetBy(0b011011)).isTrue();
    assertThat(each.isMetBy(0b111001)).isFalse();
    assertThat(local.isMetBy(0b000101)).isTrue();
    assertThat(local.isMetBy(0b111001)).isFalse();
    assertThat(withHome.isMetBy(0b011011)).isTrue();
    assertThat(withHome.isMetBy(0b111001)).as("four, but one of the home's").isFalse();
    assertThat(withHome.isMetBy(0b000111)).as("the home's, but three").isFalse();
  }

  @Test
  void onlyThoseAreNeededThatBringItNearer() {
    assertThat(each.needs(0, 0b000110, 0)).isFalse();
    assertThat(each.needs(3, 0b000110, 0)).isTrue();
    assertThat(each.needs(0, 0b000110, 1)).as("a spare").isTrue();
    assertThat(local.needs(5, 0, 3)).as("elsewhere").isFalse();
    assertThat(withHome.needs(5, 0b000111, 0)).isTrue();
    assertThat(withHome.needs(0, 0b111010, 0)).isTrue();
  }

  @Test
  void whatHoldsAMajorityOfSomeIsToldFromTheGroups() {
    assertThat(Quorum.majority(3).holdsMajorityOf(0b111)).isTrue();
    assertThat(Quorum.of(1, 3).holdsMajorityOf(0b111)).isFalse();
    assertThat(Quorum.of(2, 3).holdsMajorityOf(0b111)).isTrue();
    assertThat(Quorum.of(3, 6).holdsMajorityOf(EAST | WEST)).isFalse();
    assertThat(each.holdsMajorityOf(EAST | WEST)).isTrue();
    assertThat(local.holdsMajorityOf(EAST | WEST)).isFalse();
    assertThat(local.holdsMajorityOf(EAST)).isTrue();
    assertThat(withHome.holdsMajorityOf(EAST)).isTrue();
    assertThat(withHome.holdsMajorityOf(WEST)).isFalse();
  }

  /** It is told exactly: where it is not, some replicas that are enough hold no majority. */
  @Test
  void whatHoldsMajoritiesIsToldFromAllSets() {
    List<Quorum> quorums = new ArrayList<>(List.of(each, local, withHome));
    for (int needed = 1; needed <= 6; needed++) {
      quorums.add(Quorum.of(needed, 6));
    }
    for (Quorum quorum : quorums) {
      for (int some = 1; some < 64; some++) {
        int least = Integer.MAX_VALUE;
        for (int enough = 0; enough < 64; enough++) {
          if (quorum.isMetBy(enough)) {
            least = Math.min(least, Integer.bitCount(enough & some));
          }
        }
        boolean holds = least > Integer.bitCount(some) / 2;
        if (quorum.holdsMajorityOf(some)) {
          assertThat(holds).as("%s of %s", quorum, some).isTrue();
        } else if (quorum != withHome) {
          assertThat(holds).as("%s of %s", quorum, some).isFalse();
        }
      }
    }
  }

  @Test
  void saysWhatItNeeds() {
    assertThat(Quorum.majority(3)).hasToString("2");
    assertThat(each).hasToString("2 in east and 2 in west");
    assertThat(each.needed()).isEqualTo(4);
    assertThat(withHome.needed()).isEqualTo(4);
    assertThatThrownBy(() -> Quorum.of(4, 3)).hasMessage("4 of 3 replicas");
  }
}
