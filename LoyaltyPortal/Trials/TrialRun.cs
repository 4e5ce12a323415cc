using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Jobs;
using LoyaltyPortal.Programmes;
using LoyaltyPortal.Trials.Replay;

namespace LoyaltyPortal.Trials;

/// <summary>What a run is for. The numbers are stored: never renumber.</summary>
public enum TrialKind
{
    /// <summary>What another programme would have given; nothing follows from it.</summary>
    WhatIf = 1,

    /// <summary>What the published programme would have given; proposes adjustments.</summary>
    Retro = 2,
}

/// <summary>The numbers are stored: never renumber.</summary>
public enum TrialState
{
    /// <summary>To be run, or being run, by whoever holds the lease.</summary>
    Running = 1,

    Completed = 2,

    /// <summary>Stopped by a person; a what-if of which nothing is kept.</summary>
    Cancelled = 3,

    /// <summary>Something went wrong that would go wrong again.</summary>
    Failed = 4,

    /// <summary>A retro run whose approved adjustments are being posted.</summary>
    Posting = 5,
}

/// <summary>A replay of history through a programme, under way or done. It holds a copy of the programme it tries, so that its result can always be explained.</summary>
public sealed class TrialRun : ILeased, IVersioned
{
    private TrialRun()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public TrialKind Kind { get; private set; }

    public TrialState State { get; private set; }

    /// <summary>The tried <see cref="ProgrammeContent"/>, as JSON.</summary>
    public string Content { get; private set; } = "";

    /// <summary>The published version that is tried; 0 for a draft.</summary>
    public int ContentVersion { get; private set; }

    /// <summary>The published version that was in force when it was asked for.</summary>
    public int ComparedVersion { get; private set; }

    /// <summary>Inclusive, UTC; null from the first purchase.</summary>
    public DateTime? FromAt { get; private set; }

    /// <summary>Exclusive, UTC.</summary>
    public DateTime UntilAt { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public long? CreatedBy { get; private set; }

    public DateTime? StartedAt { get; private set; }

    public DateTime? FinishedAt { get; private set; }

    /// <summary>Purchases to replay; 0 until they have been counted.</summary>
    public long Total { get; private set; }

    public long Done { get; private set; }

    /// <summary>The <see cref="TrialResult"/> as JSON; empty until it is there.</summary>
    public string Result { get; private set; } = "";

    public string? LeaseOwner { get; private set; }

    public DateTime? LeasedUntil { get; private set; }

    public long Version { get; private set; }

    internal static TrialRun Ask(long id, int merchantId, TrialKind kind, ProgrammeContent content, int contentVersion, int comparedVersion, DateTime? from, DateTime until, long? by, DateTime now) => new()
    {
        Id = id,
        MerchantId = merchantId,
        Kind = kind,
        State = TrialState.Running,
        Content = content.ToJson(),
        ContentVersion = contentVersion,
        ComparedVersion = comparedVersion,
        FromAt = from,
        UntilAt = until,
        CreatedAt = now,
        CreatedBy = by,
    };

    public bool IsBusy => State is TrialState.Running or TrialState.Posting;

    public Programme Compile() => new(ContentVersion, ProgrammeContent.FromJson(Content));

    public TrialWindow Window => new(FromAt, UntilAt, CreatedAt);

    public void Claim(string owner, DateTime until, DateTime now)
    {
        LeaseOwner = owner;
        LeasedUntil = until;
        StartedAt ??= now;
        Version++;
    }

    internal void Progress(long done, long total)
    {
        (Done, Total) = (done, total);
        Version++;
    }

    internal void Complete(TrialResult result, DateTime now)
    {
        Result = result.ToJson();
        Finish(TrialState.Completed, now);
    }

    internal void Finish(TrialState state, DateTime now)
    {
        State = state;
        FinishedAt = now;
        Version++;
    }

    internal void Post()
    {
        State = TrialState.Posting;
        Version++;
    }
}

/// <summary>The numbers are stored: never renumber.</summary>
public enum ProposalState
{
    Proposed = 1,
    Approved = 2,
    Posted = 3,
    Declined = 4,

    /// <summary>Approved, but what it was worked out from had changed: nothing was posted, and another look proposes what is right.</summary>
    Outdated = 5,
}

/// <summary>What one member would have to be given, or to give back, for the past to be as the published programme would have it.</summary>
public sealed class TrialProposal : IMerchantOwned, IVersioned
{
    private TrialProposal()
    {
    }

    public long RunId { get; private set; }

    public long MemberId { get; private set; }

    public int MerchantId { get; private set; }

    /// <summary>Whole and signed, never 0: above zero is given.</summary>
    public long Points { get; private set; }

    /// <summary>The same without its sign, to sort and to compare with the limit.</summary>
    public long Size { get; private set; }

    /// <summary>Purchases that it is made of.</summary>
    public int Purchases { get; private set; }

    /// <summary>The <see cref="ProposalPart"/>s as JSON; once it is posted they say which were left out.</summary>
    public string Parts { get; private set; } = "";

    public ProposalState State { get; private set; }

    public long? DecidedBy { get; private set; }

    public DateTime? DecidedAt { get; private set; }

    /// <summary>The ledger entry that did it.</summary>
    public long? EntrySequence { get; private set; }

    /// <summary>What it really moved: a debit takes no more than is there.</summary>
    public long? PostedPoints { get; private set; }

    public long Version { get; private set; }

    internal static TrialProposal Of(TrialRun run, long memberId, IReadOnlyList<ProposalPart> parts)
    {
        var points = parts.Sum(part => part.Points);
        return new TrialProposal
        {
            RunId = run.Id,
            MemberId = memberId,
            MerchantId = run.MerchantId,
            Points = points,
            Size = Math.Abs(points),
            Purchases = parts.Count,
            Parts = ProposalPart.ToJson(parts),
            State = ProposalState.Proposed,
        };
    }

    internal void Done(long sequence, long points, IReadOnlyList<ProposalPart> parts)
    {
        (State, EntrySequence, PostedPoints, Parts) = (ProposalState.Posted, sequence, points, ProposalPart.ToJson(parts));
        Version++;
    }

    /// <summary>Nothing of it is posted.</summary>
    internal void Outdate(IReadOnlyList<ProposalPart> parts)
    {
        (State, PostedPoints, Parts) = (ProposalState.Outdated, 0, ProposalPart.ToJson([.. parts.Select(part => part with { LeftOut = true })]));
        Version++;
    }
}
