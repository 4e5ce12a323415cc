using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Tiers.Pages;

/// <summary>Who would be where on a ladder that is not published yet, and who would move.</summary>
public sealed partial class LadderSimulation : IDisposable
{
    private const int Shown = 12;

    private readonly CancellationTokenSource closing = new();
    private TierForecast? forecast;
    private Ladder? tried;
    private string? failure;
    private bool busy;

    /// <summary>The ladder in force.</summary>
    [Parameter, EditorRequired]
    public Ladder Present { get; set; } = Ladder.None;

    /// <summary>The ladder to try.</summary>
    [Parameter, EditorRequired]
    public Ladder Value { get; set; } = Ladder.None;

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required TierSimulation Simulation { get; init; }

    [Inject]
    public required LadderWords Words { get; init; }

    [Inject]
    public required FailureText Says { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required IStringLocalizer<TiersText> Text { get; init; }

    private string Verdict => forecast switch
    {
        { Up: 0, Down: 0 } => Text["Try.Nobody"],
        { } shown => Text["Try.Verdict", Formats.Number(shown.Up), Formats.Number(shown.Down), Formats.Number(shown.Members - shown.Up - shown.Down)],
        _ => "",
    };

    /// <summary>Every tier of either ladder, by its place on the new one and then on the old.</summary>
    private IEnumerable<(string Name, int? Now, int? Then)> Rows
    {
        get
        {
            var now = forecast!.Now.ToDictionary(count => count.Tier?.Key ?? "", count => count);
            var then = forecast.Then.ToDictionary(count => count.Tier?.Key ?? "", count => count);
            foreach (var key in then.Keys.Union(now.Keys))
            {
                var (before, after) = (now.GetValueOrDefault(key), then.GetValueOrDefault(key));
                yield return ((after ?? before)!.Tier?.Name ?? Text["NoTier"], before?.Members, after?.Members);
            }
        }
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task RunAsync()
    {
        if (busy)
            return;
        (busy, failure, tried) = (true, null, Value);
        try
        {
            if ((await Simulation.RunAsync(Workspace.Actor, Present, Value, Workspace.Merchant.Zone, closing.Token)).Try(out var found, out var refused))
                forecast = found;
            else
                failure = Says.Say(refused);
        }
        finally
        {
            busy = false;
        }
    }
}
