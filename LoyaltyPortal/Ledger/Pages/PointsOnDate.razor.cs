using System.Globalization;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Platform.Time;
using Microsoft.AspNetCore.Components;

namespace LoyaltyPortal.Ledger.Pages;

public sealed partial class PointsOnDate : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private PointsAsOf? points;
    private string? failure;
    private bool busy;
    private long shown;

    [Inject]
    public required LedgerService Ledger { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Parameter, EditorRequired]
    public Actor Actor { get; set; } = default!;

    [Parameter, EditorRequired]
    public long AccountId { get; set; }

    /// <summary>Whose days these are.</summary>
    [Parameter, EditorRequired]
    public Zone Zone { get; set; } = default!;

    private DateOnly? Day { get; set; }

    private DateOnly Today => Zone.DayOf(Clock.UtcNow());

    protected override void OnParametersSet()
    {
        if (shown != AccountId)
            (shown, Day, points, failure) = (AccountId, null, null, null);
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task ChooseAsync(ChangeEventArgs change)
    {
        (points, failure) = (null, null);
        Day = DateOnly.TryParse(change.Value as string, CultureInfo.InvariantCulture, out var day) ? day : null;
        if (Day is null)
            return;
        if (day > Today)
            day = Today;
        Day = day;
        busy = true;
        try
        {
            var end = Zone.EndOf(day).AddMicroseconds(-1);
            if (!(await Ledger.AsOfAsync(Actor, AccountId, end < Clock.UtcNow() ? end : Clock.UtcNow(), closing.Token)).Try(out points, out var refused))
                failure = Failures.Say(refused);
        }
        finally
        {
            busy = false;
        }
    }
}
