using LoyaltyPortal.Facts;

namespace LoyaltyPortal.Tiers;

/// <summary>
/// One member climbing a ladder in memory: what the recording road does with rows, for replaying history. Before a purchase
/// <see cref="BringTo"/> its day and ask for <see cref="Tier"/>: a purchase earns at the tier held before it. After it, <see cref="Count"/> what it brought.
/// </summary>
public sealed class TierProgress(Ladder ladder, DateOnly enrolledOn)
{
    private readonly List<TierDay> _days = [];
    private readonly List<TierMove> _moves = [];
    private TierPosition? _position;

    /// <summary>The tier held; null for none.</summary>
    public Tier? Tier => ladder.Find(_position is null ? ladder.At(ladder.ReachedBy(0))?.Key : _position.TierKey);

    public string? TierKey => _position is null ? ladder.At(ladder.ReachedBy(0))?.Key : _position.TierKey;

    /// <summary>Every step so far, in the order of time.</summary>
    public IReadOnlyList<TierMove> Moves => _moves;

    public TierPosition? Position => _position;

    /// <summary>Puts the clock forward to a local day, with all that it brings. Days that have been passed are not gone back to.</summary>
    public void BringTo(DateOnly day)
    {
        if (ladder.Tiers.Count == 0)
            return;
        _position ??= TierPosition.Start(ladder, enrolledOn, day);
        if (!_position.TryPassTo(ladder, day))
            Settle(day, TierCause.Time);
    }

    /// <summary>Counts something: a purchase on its day, a return as what it takes back, on the day of the purchase. First <see cref="BringTo"/> the day on which it happens.</summary>
    public void Count(DateOnly day, QualifyingFact fact, TierCause cause = TierCause.Earned)
    {
        if (ladder.Tiers.Count == 0)
            return;
        _position ??= TierPosition.Start(ladder, enrolledOn, day);
        var amount = ladder.Of(fact);
        if (day >= _position.CountedFrom)
            Keep(day, amount);
        var today = day > _position.AssessedOn ? day : _position.AssessedOn;
        if (!_position.TryCount(ladder, day, amount, today))
            Settle(today, cause);
    }

    private void Settle(DateOnly day, TierCause cause)
    {
        _position!.Settle(ladder, enrolledOn, _days, day, cause, _moves);
        var gone = _days.FindIndex(kept => kept.Day >= _position.CountedFrom);
        _days.RemoveRange(0, gone < 0 ? _days.Count : gone);
    }

    private void Keep(DateOnly day, decimal amount)
    {
        var index = _days.Count;
        while (index > 0 && _days[index - 1].Day > day)
            index--;
        if (index > 0 && _days[index - 1].Day == day)
            _days[index - 1] = new TierDay(day, _days[index - 1].Amount + amount);
        else
            _days.Insert(index, new TierDay(day, amount));
    }
}
