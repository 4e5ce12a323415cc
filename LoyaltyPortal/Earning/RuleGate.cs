using System.Globalization;
using LoyaltyPortal.Merchants;

namespace LoyaltyPortal.Earning;

/// <summary>A window and a scope, compiled: whether a purchase is inside them, without allocating.</summary>
internal sealed class RuleGate
{
    private readonly int _from = int.MinValue;
    private readonly int _until = int.MaxValue;
    private readonly int _weekdays = AnyDay;
    private readonly long _start;
    private readonly long _end = TimeSpan.TicksPerDay;
    private readonly int[] _stores = [];
    private readonly Channel? _channel;

    private const int AnyDay = 0b111_1111;

    /// <summary>Always and everywhere.</summary>
    public static readonly RuleGate Open = new(null, null);

    private RuleGate(RuleWindow? window, RuleScope? scope)
    {
        if (window is not null)
        {
            _from = window.From?.DayNumber ?? int.MinValue;
            _until = window.Until?.DayNumber ?? int.MaxValue;
            if (window.Weekdays is { Count: > 0 } days)
                _weekdays = days.Aggregate(0, (mask, day) => mask | 1 << (int)day);
            _start = window.FromTime?.Ticks ?? 0;
            _end = window.UntilTime is { Ticks: > 0 } until ? until.Ticks : TimeSpan.TicksPerDay;
        }

        _stores = scope?.StoreIds is { Count: > 0 } stores ? [.. stores] : [];
        _channel = scope?.Channel;
    }

    public static RuleGate Of(RuleWindow? window, RuleScope? scope) =>
        window is null or { IsAlways: true } && scope is null or { IsEverywhere: true } ? Open : new RuleGate(window, scope);

    /// <summary>Null where the purchase is inside, else the code of why it is not.</summary>
    public string? WhyClosed(Basket basket)
    {
        if (ReferenceEquals(this, Open))
            return null;
        if (_channel is { } channel && channel != basket.Channel)
            return channel == Channel.Online ? "silent_not_online" : "silent_not_in_store";
        if (_stores.Length > 0 && !_stores.AsSpan().Contains(basket.StoreId))
            return "silent_store";
        return WhyClosed(basket.LocalTime);
    }

    private string? WhyClosed(DateTime local)
    {
        var time = local.TimeOfDay.Ticks;
        var day = DateOnly.FromDateTime(local).DayNumber;
        var crosses = _start > _end;

        // The small hours of a night that began yesterday are still yesterday's.
        if (crosses && time < _end)
            day--;
        if (day < _from)
            return "silent_not_yet";
        if (day > _until)
            return "silent_over";
        if ((_weekdays & 1 << (day + 1) % 7) == 0) // day 0 was a Monday
            return "silent_weekday";
        return (crosses ? time >= _start || time < _end : time >= _start && time < _end) ? null : "silent_hours";
    }

    /// <summary>What the sentence of a reason has to know.</summary>
    public string[] ArgumentsOf(string reason, Basket basket) => reason switch
    {
        "silent_store" => [basket.StoreName],
        "silent_not_yet" => [DateOnly.FromDayNumber(_from).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)],
        "silent_over" => [DateOnly.FromDayNumber(_until).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)],
        "silent_hours" => [TimeOf(_start), TimeOf(_end)],
        _ => [],
    };

    private static string TimeOf(long ticks) => new TimeOnly(ticks % TimeSpan.TicksPerDay).ToString("HH:mm", CultureInfo.InvariantCulture);
}
