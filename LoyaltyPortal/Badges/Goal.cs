using System.Collections.Concurrent;
using System.Text.Json;
using LoyaltyPortal.Platform.Data;

namespace LoyaltyPortal.Badges;

/// <summary>The numbers are stored: never renumber.</summary>
public enum GoalType
{
    /// <summary>Earned once and kept, level by level.</summary>
    Badge = 1,

    /// <summary>To be done within a window, for a prize.</summary>
    Challenge = 2,
}

public enum GoalState
{
    Draft = 1,
    Published = 2,

    /// <summary>Counted no more and offered to nobody; who has it keeps it.</summary>
    Retired = 3,
}

/// <summary>A badge or a challenge: what it is called, what it asks for, and from how much on it is reached.</summary>
public sealed class Goal : IMerchantOwned, IVersioned
{
    public const int NameLength = 60;
    public const int TextLength = 200;

    private Goal()
    {
    }

    public long Id { get; private set; }

    public int MerchantId { get; private set; }

    public GoalType Type { get; private set; }

    public GoalState State { get; private set; } = GoalState.Draft;

    public string Name { get; private set; } = "";

    public string Text { get; private set; } = "";

    /// <summary>A name in the icon sprite.</summary>
    public string Icon { get; private set; } = "";

    /// <summary>The criterion's kind and its settings as JSON.</summary>
    public string Criterion { get; private set; } = "";

    public string Settings { get; private set; } = "{}";

    /// <summary>What each level asks for, rising, as JSON; a challenge has one.</summary>
    public string Targets { get; private set; } = "[]";

    /// <summary>A challenge's first and last local day.</summary>
    public DateOnly? From { get; private set; }

    public DateOnly? Until { get; private set; }

    /// <summary>Points that a challenge gives.</summary>
    public long Prize { get; private set; }

    /// <summary>Only who takes part can win.</summary>
    public bool IsOptIn { get; private set; }

    /// <summary>Changes whenever members have to be counted anew.</summary>
    public long Stamp { get; private set; }

    public DateTime CreatedAt { get; private set; }

    public long Version { get; private set; }

    internal static Goal Draft(long id, int merchantId, GoalInput input, DateTime now)
    {
        var goal = new Goal { Id = id, MerchantId = merchantId, Type = input.Type, CreatedAt = now };
        goal.Apply(input);
        return goal;
    }

    /// <summary>Takes input that <see cref="GoalInput.Problems"/> found good.</summary>
    internal void Change(GoalInput input)
    {
        var before = (Criterion, Settings, Targets, From, Until, IsOptIn);
        Apply(input);
        if (State == GoalState.Published && before != (Criterion, Settings, Targets, From, Until, IsOptIn))
            Stamp++;
        Version++;
    }

    internal void Publish()
    {
        State = GoalState.Published;
        Stamp++;
        Version++;
    }

    internal void Retire()
    {
        State = GoalState.Retired;
        Version++;
    }

    private void Apply(GoalInput input)
    {
        Name = input.Name.Trim();
        Text = input.Text.Trim();
        Icon = input.Icon;
        Criterion = input.Criterion.Kind;
        Settings = JsonSerializer.Serialize(input.Criterion.SettingsValue, input.Criterion.SettingsValue.GetType(), CriterionJson.Options);
        Targets = JsonSerializer.Serialize(input.Targets, CriterionJson.Options);
        (From, Until, Prize, IsOptIn) = Type == GoalType.Challenge ? (input.From, input.Until, input.Prize, input.IsOptIn) : (null, null, 0, false);
    }
}

/// <summary>A goal that is published: compiled, immutable, shared by all threads.</summary>
public sealed class GoalInForce
{
    /// <summary>Days after a challenge's last day on which what happened in time still comes in: from tills without a line, from files.</summary>
    public const int LateDays = 7;

    private const int Most = 5_000;
    private static readonly ConcurrentDictionary<Content, GoalInForce> Known = new();

    private GoalInForce(Goal goal)
    {
        (Id, MerchantId, Type, Stamp) = (goal.Id, goal.MerchantId, goal.Type, goal.Stamp);
        (Name, Text, Icon, Prize, IsOptIn) = (goal.Name, goal.Text, goal.Icon, goal.Prize, goal.IsOptIn);
        (From, Until) = (goal.From ?? DateOnly.MinValue, goal.Until ?? DateOnly.MaxValue);
        Criterion = Criteria.Create(goal.Criterion, goal.Settings);
        Targets = JsonSerializer.Deserialize<List<decimal>>(goal.Targets, CriterionJson.Options)!;
    }

    public long Id { get; }

    public int MerchantId { get; }

    public GoalType Type { get; }

    public long Stamp { get; }

    public string Name { get; }

    public string Text { get; }

    public string Icon { get; }

    public long Prize { get; }

    public bool IsOptIn { get; }

    public DateOnly From { get; }

    public DateOnly Until { get; }

    public Criterion Criterion { get; }

    public IReadOnlyList<decimal> Targets { get; }

    public static GoalInForce Of(Goal goal)
    {
        if (Known.Count > Most)
            Known.Clear();
        return Known.GetOrAdd(Content.Of(goal), static (_, goal) => new GoalInForce(goal), goal);
    }

    public bool Counts(DateOnly day) => day >= From && day <= Until;

    /// <summary>Nobody can win any more.</summary>
    public bool IsClosed(DateOnly today) => Until != DateOnly.MaxValue && today > Until.AddDays(LateDays);

    /// <summary>How many levels that much progress reaches.</summary>
    public int LevelAt(decimal progress) => Targets.TakeWhile(target => progress >= target).Count();

    /// <summary>All that a compiled goal is made of: equal contents may share one, in whichever database they lie.</summary>
    private readonly record struct Content(
        long Id, int MerchantId, long Stamp, GoalType Type, string Name, string Text, string Icon, string Criterion, string Settings, string Targets, DateOnly? From, DateOnly? Until, long Prize, bool IsOptIn)
    {
        public static Content Of(Goal goal) => new(
            goal.Id, goal.MerchantId, goal.Stamp, goal.Type, goal.Name, goal.Text, goal.Icon, goal.Criterion, goal.Settings, goal.Targets, goal.From, goal.Until, goal.Prize, goal.IsOptIn);
    }
}
