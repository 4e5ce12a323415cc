using LoyaltyPortal.Earning;
using LoyaltyPortal.Facts;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data.Writing;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Tiers;

namespace LoyaltyPortal.Purchases;

/// <summary>What somebody says that a member did besides buying.</summary>
public sealed record ActionReport
{
    /// <summary>One of <see cref="MemberActions.All"/>.</summary>
    public required string Action { get; init; }

    /// <summary>What happened, unique per member and action: the number of the form, the survey's answer, the day. The same event again is the same action.</summary>
    public required string SourceEvent { get; init; }

    public required ActionSource Source { get; init; }

    /// <summary>What it is about: the product, the event, the item.</summary>
    public string? Subject { get; init => field = string.IsNullOrWhiteSpace(value) ? null : value.Trim(); }

    public ActionEvidence? Evidence { get; init => field = string.IsNullOrWhiteSpace(value?.Text) ? null : value with { Text = value.Text.Trim() }; }

    /// <summary>What it is worth, in the merchant's currency; 0 where the action has no amount.</summary>
    public decimal Amount { get; init => field = Amounts.Stored(value); }

    /// <summary>UTC; null now.</summary>
    public DateTime? OccurredAt { get; init; }

    public int? StoreId { get; init; }

    /// <summary>The sign-in that reports it; null when the portal does.</summary>
    public long? ReportedBy { get; init; }

    /// <summary>What it earns of itself, besides what the rules give: an event has points of its own.</summary>
    internal long OwnPoints { get; init; }

    /// <summary>The first thing that is wrong, or null.</summary>
    internal Failure? Check(DateTime now)
    {
        if (!MemberActions.All.Contains(Action))
            return ActionErrors.Unknown();
        if (SourceEvent.Trim().Length is 0 or > MemberAction.SourceEventLength)
            return ActionErrors.SourceEvent();
        if (MemberActions.HasAmount(Action) ? Amount is <= 0 or > Bounds.Net : Amount != 0)
            return ActionErrors.Amount();
        if (Subject?.Length > MemberAction.SubjectLength)
            return ActionErrors.Subject();
        if (OccurredAt is { } at && (at > now.AddDays(1) || at.Year < 1970))
            return ActionErrors.Date();
        return Evidence switch
        {
            null => null,
            { Text.Length: > ActionEvidence.TextLength } => ActionErrors.Evidence(ActionEvidence.TextLength),
            { Kind: EvidenceKind.Url, Text: var url } => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? null : ActionErrors.EvidenceUrl(),
            { Kind: var kind } => Enum.IsDefined(kind) ? null : ActionErrors.Evidence(ActionEvidence.TextLength),
        };
    }
}

/// <summary>What reporting an action did. Points are whole.</summary>
/// <param name="Explanation">The rules that gave them and those that did not; for 0 points, why.</param>
public sealed record ActionReceipt(long ActionId, long MemberId, string Action, long Points, Explanation Explanation, long ActivePoints, long PendingPoints)
{
    /// <summary>It had been recorded before; nothing was done now.</summary>
    public bool WasKnown { get; init; }
}

/// <summary>
/// Records something a member did besides buying, with the points that the rules give for it. One that is beyond a limit, or that no rule rewards, is
/// recorded with 0 points and the reason: it happened all the same.
/// </summary>
public sealed class RecordAction : WriteCommand<ActionReceipt>
{
    private static readonly RowQuery<MemberAction> BySourceEvent = new RowQuery<MemberAction>().Where(nameof(MemberAction.MemberId)).Where(nameof(MemberAction.Action)).Where(nameof(MemberAction.SourceEvent));

    public override string Kind => "action";

    public required long MemberId { get; init; }

    public required ActionReport Report { get; init; }

    /// <summary>The e-mail of the member of staff who reports: nobody rewards themselves. Null when it is nobody of the staff.</summary>
    public string? StaffEmail { get; init; }

    protected override async ValueTask<Result<ActionReceipt>> ApplyAsync(Work work)
    {
        if (Report.Check(work.Now) is { } wrong)
            return wrong;
        if (await work.Session.GetAsync<Merchant>(new RowKey(MerchantId)) is not { } merchant)
            return MerchantErrors.Unknown();
        if (Report.StoreId is { } storeId && (await work.Session.GetAsync<Store>(new RowKey(storeId)))?.MerchantId != MerchantId)
            return MerchantErrors.StoreUnknown();
        if (await MemberBook.In(work).FindAsync(MerchantId, MemberId) is not { } member)
            return MemberErrors.Unknown();
        var merged = await Family.MergedAsync(work, member.Id);
        if (StaffEmail is not null && await OwnMembers.IsOwnAsync(work, member, Report.ReportedBy, StaffEmail))
            return ActionErrors.Own();
        foreach (var person in merged.Prepend(member))
        {
            if (await FindAsync(work, person.Id, Report.Action, Report.SourceEvent) is { } known)
                return known.Says(Report) ? await AgainAsync(work, merchant, member, known) : ActionErrors.ReportedOtherwise();
        }

        if (!(await RecordAsync(work, merchant, member, Report)).Try(out var recorded, out var failure))
            return failure;
        if (await AutomaticRedemption.TryAsync(work, merchant, member) is { } unredeemed)
            return unredeemed;
        var account = await LedgerBook.In(work).AccountAsync(member.Id, MerchantId);
        var (action, explanation) = recorded;
        return new ActionReceipt(action.Id, member.Id, action.Action, action.Points, explanation, account!.Active, account.Pending);
    }

    /// <summary>The action that was recorded for that event, or null.</summary>
    internal static async ValueTask<MemberAction?> FindAsync(Work work, long memberId, string action, string sourceEvent) =>
        (await work.Session.ListAsync(BySourceEvent, memberId, action, sourceEvent)).FirstOrDefault();

    /// <summary>The row, the points, and what follows from them. The report is good and its event new.</summary>
    /// <param name="isNew">The member is being enrolled now and has no past to look at.</param>
    internal static async ValueTask<Result<(MemberAction Action, Explanation Explanation)>> RecordAsync(Work work, Merchant merchant, Member member, ActionReport report, bool isNew = false)
    {
        var occurredAt = Clock.Truncate(report.OccurredAt ?? work.Now);
        var zone = merchant.Zone();
        var local = zone.ToLocal(occurredAt);
        var day = DateOnly.FromDateTime(local);
        var programme = await ProgrammeBook.In(work).CurrentAsync(merchant.Id);

        // The account first: its version then guards the counting below against another portal that rewards the same member at this moment.
        await LedgerBook.In(work).AccountAsync(member.Id, merchant.Id);
        var earlier = isNew ? [] : await Family.ActionsAsync(work, member.Id, report.Action);
        var (points, explanation) = programme.Rules.OnAction(new ActionFact
        {
            Action = report.Action,
            Amount = report.Amount,
            Currency = merchant.Currency,
            LocalTime = local,
            Before = ActionCounts.Of(earlier.Where(action => action.Points > 0).Select(action => zone.DayOf(action.OccurredAt)), day),
            Member = isNew ? new BasketMember { EnrolledAt = member.EnrolledAt, BirthDate = member.BirthDate } : await BasketMembers.OfAsync(work, merchant, member, programme, day, occurredAt),
        });
        if (report.OwnPoints > 0)
        {
            points += report.OwnPoints;
            explanation = explanation with { Points = points, Exact = explanation.Exact + report.OwnPoints, Steps = [.. explanation.Steps, new ExplanationStep("Purchases", "step_own_points", report.Subject, report.OwnPoints)] };
        }

        var row = MemberAction.Record(work.Ids.Next(), merchant.Id, member.Id, report, occurredAt, points, explanation);
        if (points > 0)
        {
            var posted = await LedgerBook.In(work).PostAsync(merchant.Id, new Posting
            {
                AccountId = member.Id,
                Kind = EntryKind.EarnAction,
                Points = points,
                Source = EntrySource.Action,
                SourceId = row.Id,
                OccurredAt = occurredAt,
                ProgrammeVersion = programme.Version,
                Explanation = explanation,
                ExpiresAt = programme.Points.ExpiryOf(zone, occurredAt, work.Now),
                ExtendsTo = programme.Points.ExtensionOf(zone, occurredAt, work.Now),
            });
            if (!posted.Try(out var entry, out var failure))
                return failure;
            row.Earned(entry.Sequence);
            await Standings.QualifyAsync(work, merchant, member, day, new QualifyingFact(OtherPoints: points), day, TierCause.Earned);
        }

        work.Session.Insert(row);
        if (await Happened.TellAsync(work, merchant, member, Happening.Acted(row, day, isNew)) is { } untold)
            return untold;
        await Aftermath.OfAsync(work, merchant.Id, report.StoreId ?? StoreDay.NoStore, day, zone);
        return (row, explanation);
    }

    /// <summary>The same event again: the first answer.</summary>
    private static async ValueTask<Result<ActionReceipt>> AgainAsync(Work work, Merchant merchant, Member member, MemberAction known)
    {
        var explanation = known.EntrySequence is { } sequence
            ? (await work.Session.GetAsync<LedgerEntry>(new RowKey(known.MemberId, sequence)))!.Explanation
            : known.Explanation ?? "";
        var account = await LedgerBook.In(work).AccountAsync(member.Id, known.MerchantId);
        var zone = merchant.Zone();
        await Aftermath.OfAsync(work, merchant.Id, StoreDay.NoStore, zone.DayOf(work.Now), zone);
        return new ActionReceipt(known.Id, member.Id, known.Action, known.Points, Explanation.FromJson(explanation), account!.Active, account.Pending) { WasKnown = true };
    }
}
