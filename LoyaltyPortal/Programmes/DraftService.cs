using LoyaltyPortal.Facts;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Programmes;

/// <summary>What an editor begins with.</summary>
/// <param name="Content">The draft; the published programme while nobody has saved one.</param>
/// <param name="Version">Given back when saving: somebody else's save in between is then noticed.</param>
/// <param name="BasedOn">The number of the published version that the draft changes.</param>
/// <param name="Published">What is in force.</param>
/// <param name="Edited">Who touched the draft last, to save, publish or discard it; null when nobody ever did.</param>
/// <param name="IsKept">A draft is stored; false: it would begin with the next save.</param>
public sealed record DraftView(ProgrammeContent Content, long Version, int BasedOn, ProgrammeView Published, DraftEdit? Edited, bool IsKept)
{
    /// <summary>Somebody published while this draft was edited: it must take that in before it can be published.</summary>
    public bool IsBehind => BasedOn != Published.Number;

    /// <summary>What the draft began with; null unless it <see cref="IsBehind"/>.</summary>
    public ProgrammeContent? Base { get; init; }
}

public sealed record DraftEdit(long? UserId, string Who, DateTime At);

/// <summary>One published version with what it changed.</summary>
/// <param name="Previous">The content before it; null for the first.</param>
public sealed record VersionView(int Number, DateTime PublishedAt, string Who, string Note, ProgrammeContent Content, ProgrammeContent? Previous, bool IsInForce);

/// <summary>
/// Editing the programme beside the published one, and publishing it. What is published holds from the next recorded sale on: recording reads the
/// newest version in its own transaction.
/// </summary>
public sealed class DraftService(LoyaltyDatabase database, AuditLog audit, TimeProvider clock)
{
    /// <summary>Letters of a note.</summary>
    public const int NoteLength = 200;

    /// <summary>Rules of one programme.</summary>
    public const int MostRules = 60;

    /// <summary>Letters of one programme as it is stored.</summary>
    public const int MostLetters = 256 * 1024;

    /// <summary>Versions on one page of the history.</summary>
    public const int PageSize = 20;

    /// <summary>The draft, or what a new one would begin with. Nothing is written.</summary>
    public async Task<Result<DraftView>> OpenAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        return await ViewAsync(context, cancellation);
    }

    /// <summary>Who edits now; null when no draft is kept.</summary>
    public async Task<Result<DraftEdit?>> PendingAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var draft = await context.Set<ProgrammeDraft>().AsNoTracking().FirstOrDefaultAsync(draft => draft.Content != null, cancellation);
        return draft is null ? (DraftEdit?)null : new DraftEdit(draft.EditedBy, draft.EditedByName, draft.EditedAt);
    }

    /// <summary>Keeps what was edited, also when it is not yet fit to be published.</summary>
    /// <param name="basedOn">The published version that it changes, as <see cref="DraftView.BasedOn"/> said; or a newer one, once it was taken in.</param>
    /// <param name="expectedVersion">What <see cref="DraftView.Version"/> said.</param>
    /// <returns>Or <c>draft_changed_meanwhile</c> (nothing was overwritten), <c>draft_too_many_rules</c>, <c>draft_too_large</c>.</returns>
    public async Task<Result<DraftView>> SaveAsync(Actor actor, ProgrammeContent content, int basedOn, long expectedVersion)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        if (content.Rules.Count > MostRules)
            return ProgrammeErrors.TooManyRules(MostRules);
        if (content.ToJson().Length > MostLetters)
            return ProgrammeErrors.TooLarge();
        return await database.ChangeAsync<Result<DraftView>>(actor.MerchantId, async context =>
        {
            var draft = await DraftAsync(context);
            if ((draft?.Version ?? 0) != expectedVersion)
                return ProgrammeErrors.DraftChangedMeanwhile();
            if (basedOn < 0 || basedOn > await NewestNumberAsync(context))
                return ProgrammeErrors.VersionUnknown();
            if (draft is null)
                context.Add(draft = ProgrammeDraft.Of(actor.MerchantId));
            draft.Save(content, basedOn, actor.UserId, actor.Name, clock.UtcNow());
            await context.SaveChangesAsync();
            return await ViewAsync(context, default);
        });
    }

    /// <summary>Drops the draft; what is in force stays. Where none is kept, nothing happens.</summary>
    /// <returns>What an editor begins with now; or <c>draft_changed_meanwhile</c>.</returns>
    public Task<Result<DraftView>> DiscardAsync(Actor actor, long expectedVersion) => WithDraftAsync<DraftView>(actor, expectedVersion, async (context, draft) =>
    {
        if (draft is not { IsOpen: true })
            return await ViewAsync(context, default);
        await audit.WriteAsync(context, actor, ProgrammeAuditKinds.DraftDiscarded, SubjectOf(draft.BasedOn), null, null);
        draft.Close(actor.UserId, actor.Name, clock.UtcNow());
        await context.SaveChangesAsync();
        return await ViewAsync(context, default);
    });

    /// <summary>Publishes the kept draft as the next version.</summary>
    /// <param name="note">Why; shown in the history.</param>
    /// <returns>
    /// What is in force now; or <c>draft_changed_meanwhile</c>, <c>programme_published_meanwhile</c> (the draft must take that in first), <c>programme_same</c>,
    /// <c>programme_note_long</c>, <c>programme_segment_gone</c>, or the first thing wrong with the content.
    /// </returns>
    public Task<Result<ProgrammeView>> PublishAsync(Actor actor, string note, long expectedVersion) => WithDraftAsync<ProgrammeView>(actor, expectedVersion, async (context, draft) =>
    {
        if (draft is not { Content: { } json })
            return ProgrammeErrors.NothingToPublish();
        var content = ProgrammeContent.FromJson(json);
        var newest = await NewestAsync(context);
        if ((newest?.Number ?? 0) != draft.BasedOn)
            return ProgrammeErrors.PublishedMeanwhile();
        if (content.Check() is { } wrong)
            return wrong;
        if (content == CompiledProgrammes.Of(newest).Content)
            return ProgrammeErrors.NothingToPublish();
        draft.Close(actor.UserId, actor.Name, clock.UtcNow());
        return await PublishAsync(context, actor, content, note, newest, ProgrammeAuditKinds.ProgrammePublished);
    });

    /// <summary>Publishes an old version's content again, as the next version. A draft stays; it must take that in before it can be published.</summary>
    /// <param name="toVersion">The version that is to hold again.</param>
    /// <param name="expected">The version that was in force when this was decided.</param>
    /// <returns>What is in force now; or <c>programme_version_unknown</c>, <c>programme_published_meanwhile</c>, <c>programme_same</c>, <c>programme_segment_gone</c>, or what is wrong with it today.</returns>
    public async Task<Result<ProgrammeView>> RollBackAsync(Actor actor, int toVersion, string note, int expected)
    {
        if ((actor.Lacks(Permission.ChangeProgramme) ?? CheckNote(note)) is { } refusal)
            return refusal;
        return await database.ChangeAsync<Result<ProgrammeView>>(actor.MerchantId, async context =>
        {
            var newest = await NewestAsync(context);
            if ((newest?.Number ?? 0) != expected)
                return ProgrammeErrors.PublishedMeanwhile();
            if (await context.Set<ProgrammeVersion>().AsNoTracking().FirstOrDefaultAsync(version => version.Number == toVersion) is not { } old)
                return ProgrammeErrors.VersionUnknown();
            var content = CompiledProgrammes.Of(old).Content;
            if (content == CompiledProgrammes.Of(newest).Content)
                return ProgrammeErrors.NothingToPublish();
            return content.Check() is { } wrong ? wrong : await PublishAsync(context, actor, content, note, newest, ProgrammeAuditKinds.ProgrammeRolledBack, toVersion);
        });
    }

    /// <summary>A page of versions, newest first.</summary>
    /// <param name="below">Only versions with a smaller number; null from the newest.</param>
    public async Task<Result<IReadOnlyList<VersionView>>> HistoryAsync(Actor actor, int? below = null, CancellationToken cancellation = default)
    {
        if (actor.Lacks(Permission.SeeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        var newest = await NewestNumberAsync(context, cancellation);

        // One more than is shown: the oldest of the page is compared with the one before it.
        var rows = await context.Set<ProgrammeVersion>().AsNoTracking().Where(version => below == null || version.Number < below)
            .OrderByDescending(version => version.Number).Take(PageSize + 1).ToListAsync(cancellation);
        var people = rows.Select(version => version.PublishedBy).OfType<long>().Distinct().ToList();
        var names = await context.Users.Where(user => people.Contains(user.Id)).Select(user => new { user.Id, user.DisplayName }).ToDictionaryAsync(user => user.Id, user => user.DisplayName, cancellation);
        return rows.Take(PageSize).Select((version, index) => new VersionView(
            version.Number, version.PublishedAt, version.PublishedBy is { } by ? names.GetValueOrDefault(by, "") : "", version.Note, CompiledProgrammes.Of(version).Content,
            index + 1 < rows.Count ? CompiledProgrammes.Of(rows[index + 1]).Content : null, version.Number == newest)).ToList();
    }

    private async Task<Result<T>> WithDraftAsync<T>(Actor actor, long expectedVersion, Func<LoyaltyDbContext, ProgrammeDraft?, Task<Result<T>>> change)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        return await database.ChangeAsync<Result<T>>(actor.MerchantId, async context =>
        {
            var draft = await DraftAsync(context);
            return (draft?.Version ?? 0) == expectedVersion ? await change(context, draft) : ProgrammeErrors.DraftChangedMeanwhile();
        });
    }

    private async Task<Result<ProgrammeView>> PublishAsync(LoyaltyDbContext context, Actor actor, ProgrammeContent content, string note, ProgrammeVersion? newest, string what, int? again = null)
    {
        if ((CheckNote(note) ?? await CheckSegmentsAsync(context, content)) is { } wrong)
            return wrong;
        var next = ProgrammeVersion.Publish(actor.MerchantId, (newest?.Number ?? 0) + 1, content, note.Trim(), actor.UserId, clock.UtcNow());
        context.Add(next);
        await audit.WriteAsync(context, actor, what, SubjectOf(next.Number), Told(newest, null), Told(next, again));
        await context.SaveChangesAsync();
        return ViewOf(next);
    }

    /// <summary>A segment that a rule of an old version or of a draft is for may have been removed since: nobody would ever belong to it again.</summary>
    private static async Task<Failure?> CheckSegmentsAsync(LoyaltyDbContext context, ProgrammeContent content)
    {
        var asked = content.Rules.OfType<Earning.Rules.Segment>().SelectMany(rule => rule.Settings.Segments ?? [], (rule, segment) => (Rule: rule.Name, Segment: segment)).ToList();
        if (asked.Count == 0)
            return null;
        var known = await context.Set<Segment>().Select(segment => segment.Id).ToListAsync();
        return asked.Find(one => !known.Contains(one.Segment.Id)) is { Segment: { } gone, Rule: var rule } ? ProgrammeErrors.SegmentGone(rule, gone.Name) : null;
    }

    private static Failure? CheckNote(string note) => note.Trim().Length > NoteLength ? ProgrammeErrors.NoteLong(NoteLength) : null;

    private static string SubjectOf(int version) => version.ToString(System.Globalization.CultureInfo.InvariantCulture);

    // The contents themselves are kept for ever as versions; the log says which, and what anybody may do alone from now on.
    private static object? Told(ProgrammeVersion? version, int? again) => version is null ? null : new
    {
        Version = version.Number,
        version.Note,
        Rules = CompiledProgrammes.Of(version).Content.Rules.Count,
        Tiers = CompiledProgrammes.Of(version).Content.Ladder.Tiers.Count,
        CompiledProgrammes.Of(version).Content.Points.AdjustmentLimit,
        SameAs = again,
    };

    private static ProgrammeView ViewOf(ProgrammeVersion? version) =>
        version is null ? new ProgrammeView(0, default, "", ProgrammeContent.Empty) : new ProgrammeView(version.Number, version.PublishedAt, version.Note, CompiledProgrammes.Of(version).Content);

    private static async Task<DraftView> ViewAsync(LoyaltyDbContext context, CancellationToken cancellation)
    {
        var published = ViewOf(await NewestAsync(context, cancellation));
        var draft = await context.Set<ProgrammeDraft>().AsNoTracking().FirstOrDefaultAsync(cancellation);
        var edited = draft is null ? null : new DraftEdit(draft.EditedBy, draft.EditedByName, draft.EditedAt);
        if (draft?.Content is not { } json)
            return new DraftView(published.Content, draft?.Version ?? 0, published.Number, published, edited, false);
        var view = new DraftView(ProgrammeContent.FromJson(json), draft.Version, draft.BasedOn, published, edited, true);
        return view.IsBehind
            ? view with { Base = CompiledProgrammes.Of(await context.Set<ProgrammeVersion>().AsNoTracking().FirstOrDefaultAsync(version => version.Number == draft.BasedOn, cancellation)).Content }
            : view;
    }

    private static Task<ProgrammeDraft?> DraftAsync(LoyaltyDbContext context) => context.Set<ProgrammeDraft>().FirstOrDefaultAsync();

    private static Task<ProgrammeVersion?> NewestAsync(LoyaltyDbContext context, CancellationToken cancellation = default) =>
        context.Set<ProgrammeVersion>().AsNoTracking().OrderByDescending(version => version.Number).FirstOrDefaultAsync(cancellation);

    private static async Task<int> NewestNumberAsync(LoyaltyDbContext context, CancellationToken cancellation = default) =>
        await context.Set<ProgrammeVersion>().MaxAsync(version => (int?)version.Number, cancellation) ?? 0;
}

/// <summary>What the audit log calls the changes of this room.</summary>
public static class ProgrammeAuditKinds
{
    public const string ProgrammePublished = "programme_published";
    public const string ProgrammeRolledBack = "programme_rolled_back";
    public const string DraftDiscarded = "programme_draft_discarded";
}
