package dev.fettle.cli.remote;

import static dev.fettle.cli.remote.View.column;

import dev.fettle.wire.AgentItem;
import dev.fettle.wire.AuditItem;
import dev.fettle.wire.ChangeBuildItem;
import dev.fettle.wire.ChangeFactItem;
import dev.fettle.wire.ChangeItem;
import dev.fettle.wire.DeliveryItem;
import dev.fettle.wire.DuplicateItem;
import dev.fettle.wire.EnrolmentTokenItem;
import dev.fettle.wire.FeedItem;
import dev.fettle.wire.FindingItem;
import dev.fettle.wire.FleetPatchItem;
import dev.fettle.wire.FreezeItem;
import dev.fettle.wire.HostGroupItem;
import dev.fettle.wire.HostItem;
import dev.fettle.wire.HostRef;
import dev.fettle.wire.HostRuleItem;
import dev.fettle.wire.IncidentItem;
import dev.fettle.wire.OrderItem;
import dev.fettle.wire.PackageItem;
import dev.fettle.wire.PatchItem;
import dev.fettle.wire.PersonItem;
import dev.fettle.wire.RemovedHostItem;
import dev.fettle.wire.RolloutHostItem;
import dev.fettle.wire.RolloutItem;
import dev.fettle.wire.RunItem;
import dev.fettle.wire.SshHostItem;
import dev.fettle.wire.TokenItem;
import dev.fettle.wire.VulnerabilityItem;
import dev.fettle.wire.WebhookItem;
import dev.fettle.wire.WindowItem;

/** The columns of each list. */
public final class Views {
    public static final View<HostItem> HOSTS = View.of(
            HostItem.class,
            column("ID", HostItem::id),
            column("NAME", HostItem::name),
            column("PLATFORM", HostItem::platform),
            column("ENVIRONMENT", HostItem::environment),
            column("OWNER", HostItem::owner),
            column("TAGS", HostItem::tags),
            column("CRITICALITY", HostItem::criticality),
            column("PACKAGES", HostItem::packages),
            column("REBOOT", HostItem::reboot),
            column("RUNS REPLACED", HostItem::runsReplaced),
            column("SILENT", HostItem::silent),
            column("TAKEN AT", HostItem::takenAt));

    public static final View<RemovedHostItem> REMOVED_HOSTS = View.of(
            RemovedHostItem.class,
            column("ID", RemovedHostItem::id),
            column("NAME", RemovedHostItem::name),
            column("REMOVED AT", RemovedHostItem::removedAt),
            column("REMOVED BY", RemovedHostItem::removedBy),
            column("MERGED INTO", RemovedHostItem::into),
            column("REASON", RemovedHostItem::reason));

    public static final View<DuplicateItem> DUPLICATES = View.of(
            DuplicateItem.class,
            column("FIRST", each -> each.first().id()),
            column("NAME", each -> each.first().name()),
            column("HEARD AT", each -> each.first().heardAt()),
            column("SECOND", each -> each.second().id()),
            column("NAME OF SECOND", each -> each.second().name()),
            column("SECOND HEARD AT", each -> each.second().heardAt()),
            column("EVIDENCE", DuplicateItem::evidence));

    public static final View<HostRuleItem> HOST_RULES = View.of(
            HostRuleItem.class,
            column("ID", HostRuleItem::id),
            column("PLACE", HostRuleItem::position),
            column("NAME", HostRuleItem::name),
            column("CONDITION", HostRuleItem::condition),
            column("TAGS", HostRuleItem::tags),
            column("OWNER", HostRuleItem::owner),
            column("ENVIRONMENT", HostRuleItem::environment),
            column("CRITICALITY", HostRuleItem::criticality),
            column("EXPOSURE", HostRuleItem::exposure));

    public static final View<HostGroupItem> HOST_GROUPS = View.of(
            HostGroupItem.class,
            column("ID", HostGroupItem::id),
            column("NAME", HostGroupItem::name),
            column("CONDITION", HostGroupItem::condition),
            column("NOTE", HostGroupItem::note));

    public static final View<WindowItem> WINDOWS = View.of(
            WindowItem.class,
            column("ID", WindowItem::id),
            column("NAME", WindowItem::name),
            column("CONDITION", WindowItem::condition),
            column("OPENS", WindowItem::words),
            column("FIRST", WindowItem::first),
            column("MINUTES", WindowItem::minutes),
            column("ZONE", WindowItem::zone),
            column("NOTE", WindowItem::note));

    public static final View<FreezeItem> FREEZES = View.of(
            FreezeItem.class,
            column("ID", FreezeItem::id),
            column("NAME", FreezeItem::name),
            column("CONDITION", FreezeItem::condition),
            column("START", FreezeItem::start),
            column("END", FreezeItem::end),
            column("ZONE", FreezeItem::zone),
            column("NOTE", FreezeItem::note));

    public static final View<WebhookItem> WEBHOOKS = View.of(
            WebhookItem.class,
            column("ID", WebhookItem::id),
            column("NAME", WebhookItem::name),
            column("ADDRESS", WebhookItem::address),
            column("EVENTS", WebhookItem::events));

    public static final View<DeliveryItem> DELIVERIES = View.of(
            DeliveryItem.class,
            column("ID", DeliveryItem::id),
            column("EVENT", DeliveryItem::event),
            column("WRITTEN AT", DeliveryItem::madeAt),
            column("STATE", DeliveryItem::state),
            column("ATTEMPTS", DeliveryItem::attempts),
            column("DUE AT", DeliveryItem::dueAt),
            column("STATUS", DeliveryItem::status),
            column("FAULT", DeliveryItem::fault));

    public static final View<HostRef> HOST_NAMES =
            View.of(HostRef.class, column("ID", HostRef::id), column("NAME", HostRef::name));

    public static final View<PackageItem> PACKAGES = View.of(
            PackageItem.class,
            column("NAME", PackageItem::name),
            column("VERSION", PackageItem::version),
            column("ARCHITECTURE", PackageItem::architecture),
            column("SOURCE", PackageItem::source),
            column("HELD", PackageItem::held),
            column("ORIGINS", PackageItem::origins));

    public static final View<FindingItem> FINDINGS = View.of(
            FindingItem.class,
            column("VULNERABILITY", FindingItem::vulnerability),
            column("TIER", FindingItem::tier),
            column("SOURCE", FindingItem::source),
            column("VERSION", FindingItem::version),
            column("VERDICT", FindingItem::verdict),
            column("FIXED IN", FindingItem::fixed),
            column("BY", FindingItem::way),
            column("CVSS", FindingItem::cvss),
            column("EPSS", FindingItem::epss));

    public static final View<PatchItem> HOST_PATCHES = View.of(
            PatchItem.class,
            column("RANK", PatchItem::rank),
            column("ID", PatchItem::id),
            column("NAME", PatchItem::name),
            column("TIER", PatchItem::tier),
            column("MENDS", each -> each.mends().size()),
            column("RISK REMOVED", PatchItem::riskRemoved),
            column("REASON", PatchItem::reason));

    public static final View<FleetPatchItem> PATCHES = View.of(
            FleetPatchItem.class,
            column("ID", FleetPatchItem::id),
            column("TIER", FleetPatchItem::tier),
            column("SECURITY", FleetPatchItem::security),
            column("MENDS", FleetPatchItem::mends),
            column("HOSTS", FleetPatchItem::hosts),
            column("RISK REMOVED", FleetPatchItem::riskRemoved));

    public static final View<VulnerabilityItem> VULNERABILITIES = View.of(
            VulnerabilityItem.class,
            column("ID", VulnerabilityItem::id),
            column("TIER", VulnerabilityItem::tier),
            column("RATING", VulnerabilityItem::rating),
            column("SOURCE", VulnerabilityItem::source),
            column("VERDICT", VulnerabilityItem::verdict),
            column("CVSS", VulnerabilityItem::cvss),
            column("EPSS", VulnerabilityItem::epss),
            column("HOSTS", VulnerabilityItem::hosts));

    public static final View<FeedItem> FEEDS = View.of(
            FeedItem.class,
            column("ID", FeedItem::id),
            column("SOURCE", FeedItem::source),
            column(
                    "HEALTH",
                    each -> each.feeds().stream()
                            .map(FeedItem.Held::health)
                            .distinct()
                            .toList()),
            column(
                    "RECORDS",
                    each -> each.feeds().stream()
                            .mapToLong(FeedItem.Held::records)
                            .sum()),
            column("REFRESHING", FeedItem::refreshing),
            column("NEXT AT", FeedItem::nextAt),
            column("FAULT", FeedItem::fault));

    public static final View<RunItem> RUNS = View.of(
            RunItem.class,
            column("ID", RunItem::id),
            column("STATE", RunItem::state),
            column("STARTED AT", RunItem::startedAt),
            column("ENDED AT", RunItem::endedAt),
            column("STEP", RunItem::step),
            column("PERCENT", RunItem::percent),
            column("MESSAGE", RunItem::message));

    public static final View<SshHostItem> SSH_HOSTS = View.of(
            SshHostItem.class,
            column("ID", SshHostItem::id),
            column("ADDRESS", SshHostItem::address),
            column("PORT", SshHostItem::port),
            column("USER", SshHostItem::user),
            column("HOST", SshHostItem::host),
            column("LOOKED AT", SshHostItem::lookedAt),
            column("FAILURE", SshHostItem::failure),
            column("CHANGES", SshHostItem::changes),
            column("CHANGES FAILURE", SshHostItem::changesFailure));

    public static final View<PersonItem> PEOPLE = View.of(
            PersonItem.class,
            column("ID", PersonItem::id),
            column("NAME", PersonItem::name),
            column("ROLES", PersonItem::roles),
            column("PROVIDER", PersonItem::provider),
            column("SECOND FACTOR", PersonItem::secondFactor),
            column("DISABLED AT", PersonItem::disabledAt),
            column("LAST SIGN-IN AT", PersonItem::lastSignInAt));

    public static final View<AgentItem> AGENTS = View.of(
            AgentItem.class,
            column("ID", AgentItem::id),
            column("NAME", AgentItem::name),
            column("HOST", AgentItem::host),
            column("STATE", AgentItem::state),
            column("VERSION", AgentItem::version),
            column("SEEN AT", AgentItem::seenAt),
            column("FROM", AgentItem::address));

    public static final View<EnrolmentTokenItem> ENROLMENT_TOKENS = View.of(
            EnrolmentTokenItem.class,
            column("ID", EnrolmentTokenItem::id),
            column("NOTE", EnrolmentTokenItem::note),
            column("HOSTS LEFT", EnrolmentTokenItem::usesLeft),
            column("MADE BY", EnrolmentTokenItem::madeBy),
            column("EXPIRES AT", EnrolmentTokenItem::expiresAt));

    public static final View<TokenItem> TOKENS = View.of(
            TokenItem.class,
            column("ID", TokenItem::id),
            column("NAME", TokenItem::name),
            column("ENDS IN", TokenItem::hint),
            column("ROLES", TokenItem::roles),
            column("EXPIRES AT", TokenItem::expiresAt),
            column("REVOKED AT", TokenItem::revokedAt),
            column("USED AT", TokenItem::usedAt),
            column("USED FROM", TokenItem::usedFrom),
            column("OWNER", TokenItem::owner));

    public static final View<AuditItem> AUDIT = View.of(
            AuditItem.class,
            column("AT", AuditItem::at),
            column("ACTOR", AuditItem::actor),
            column("ROLE", AuditItem::role),
            column("FROM", AuditItem::from),
            column("KIND", AuditItem::kind),
            column("SENTENCE", AuditItem::sentence));

    public static final View<OrderItem> ORDERS = View.of(
            OrderItem.class,
            column("ID", OrderItem::id),
            column("HOST", OrderItem::host),
            column("KIND", OrderItem::kind),
            column("STATE", OrderItem::state),
            column("FAILURE", OrderItem::failure),
            column("ASKED BY", OrderItem::askedBy),
            column("ISSUED AT", OrderItem::issuedAt),
            column("ENDED AT", OrderItem::endedAt),
            column("ABOUT", OrderItem::about));

    public static final View<ChangeItem> CHANGES = View.of(
            ChangeItem.class,
            column("ID", ChangeItem::id),
            column("TITLE", ChangeItem::title),
            column("STATE", ChangeItem::state),
            column("TYPE", ChangeItem::type),
            column("HOSTS", ChangeItem::hosts),
            column("FINDINGS", ChangeItem::findings),
            column("LEFT OPEN", ChangeItem::leftOpen),
            column("DRAFTED BY", ChangeItem::draftedBy),
            column("TICKET", ChangeItem::ticket));

    public static final View<RolloutItem> ROLLOUTS = View.of(
            RolloutItem.class,
            column("ID", RolloutItem::id),
            column("CHANGE", RolloutItem::change),
            column("TITLE", RolloutItem::title),
            column("STAGE", RolloutItem::stage),
            column("WAVE", RolloutItem::wave),
            column("WAVES", RolloutItem::waves),
            column("HOSTS", RolloutItem::hosts),
            column("DONE", RolloutItem::done),
            column("UNDER WAY", RolloutItem::underWay),
            column("FAILED", RolloutItem::failed),
            column("STARTED BY", RolloutItem::startedBy),
            column("STARTED AT", RolloutItem::startedAt));

    public static final View<RolloutHostItem> ROLLOUT_HOSTS = View.of(
            RolloutHostItem.class,
            column("HOST", RolloutHostItem::host),
            column("NAME", RolloutHostItem::name),
            column("WAVE", RolloutHostItem::wave),
            column("STATE", RolloutHostItem::state),
            column("ORDER", RolloutHostItem::order),
            column("SAYS", RolloutHostItem::says));

    public static final View<ChangeFactItem> FACTS = View.of(
            ChangeFactItem.class,
            column("ROLLOUT", ChangeFactItem::rollout),
            column("CHANGE", ChangeFactItem::change),
            column("HOST", ChangeFactItem::host),
            column("NAME", ChangeFactItem::name),
            column("OUTCOME", ChangeFactItem::outcome),
            column("RELEASED AT", ChangeFactItem::releasedAt),
            column("DETECTED AT", ChangeFactItem::detectedAt),
            column("APPROVED AT", ChangeFactItem::approvedAt),
            column("STARTED AT", ChangeFactItem::startedAt),
            column("ASKED AT", ChangeFactItem::askedAt),
            column("BEGUN AT", ChangeFactItem::begunAt),
            column("INSTALLED AT", ChangeFactItem::installedAt),
            column("ENDED AT", ChangeFactItem::endedAt),
            column("INSTALL S", ChangeFactItem::installSeconds),
            column("RESTARTS S", ChangeFactItem::downSeconds),
            column("VERIFY S", ChangeFactItem::verifySeconds),
            column("PACKAGES", ChangeFactItem::packages),
            column("BYTES", ChangeFactItem::bytes),
            column("WHY", ChangeFactItem::why));

    public static final View<IncidentItem> INCIDENTS = View.of(
            IncidentItem.class,
            column("ID", IncidentItem::id),
            column("BEGAN AT", IncidentItem::beganAt),
            column("DOWN MINUTES", IncidentItem::downMinutes),
            column("TOLD BY", IncidentItem::toldBy),
            column("WHAT", IncidentItem::what));

    public static final View<ChangeBuildItem> CHANGE_BUILDS = View.of(
            ChangeBuildItem.class,
            column("BUILD", ChangeBuildItem::build),
            column("BYTES", ChangeBuildItem::bytes),
            column("STATE", ChangeBuildItem::state),
            column("HOST", ChangeBuildItem::host),
            column("WHY", ChangeBuildItem::why));

    private Views() {}
}
