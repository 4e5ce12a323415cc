using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Feedback.Pages;

/// <summary>What came of a survey, and what can be done with it.</summary>
public sealed partial class SurveyPage : IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource closing = new();
    private SurveyOutcome? outcome;
    private IReadOnlyList<FeedbackTier> tiers = [];
    private SendQuestion? sending;
    private string? missing;
    private long roundId;
    private (string, long)? loaded;
    private bool busy;
    private bool watching;

    [Inject]
    public required SurveyService Surveys { get; init; }

    [Inject]
    public required SurveyResults Results { get; init; }

    [Inject]
    public required FeedbackTiers TiersOf { get; init; }

    [Inject]
    public required IStringLocalizer<FeedbackText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public long Id { get; set; }

    /// <summary>Which comments: promoter, passive or detractor; all otherwise.</summary>
    [SupplyParameterFromQuery(Name = "band")]
    public string? BandName { get; set; }

    [SupplyParameterFromQuery(Name = "page")]
    public int? Number { get; set; }

    private ScoreBand? Band => Enum.TryParse<ScoreBand>(BandName, ignoreCase: true, out var band) ? band : null;

    private bool MayChange => Workspace.Actor.May(Permission.ChangeProgramme);

    private bool IsBeingSent => outcome?.Round is { FinishedAt: null };

    private string Path => string.Create(CultureInfo.InvariantCulture, $"/m/{Merchant}/surveys/{Id}");

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == (Merchant, Id))
            return;
        loaded = (Merchant, Id);
        (outcome, missing, sending) = (null, null, null);
        tiers = await TiersOf(Workspace.Merchant.Id);
        await LoadAsync();
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task LoadAsync()
    {
        var read = await Results.OfAsync(Workspace.Actor, Id, closing.Token);
        missing = read.Try(out outcome, out var refused) ? null : Failures.Say(refused);
        if (IsBeingSent && !watching && RendererInfo.IsInteractive)
            _ = WatchAsync();
    }

    /// <summary>While letters are being asked for, the figures are read again.</summary>
    private async Task WatchAsync()
    {
        watching = true;
        try
        {
            while (IsBeingSent)
            {
                await Task.Delay(LookAgain, Clock, closing.Token);
                await LoadAsync();
                await InvokeAsync(StateHasChanged);
            }
        }
        catch (OperationCanceledException)
        {
            // The reader has left.
        }
        finally
        {
            watching = false;
        }
    }

    private async Task TurnAsync(bool opens)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            var turned = opens ? await Surveys.OpenAsync(Workspace.Actor, Id) : await Surveys.CloseAsync(Workspace.Actor, Id);
            if (turned.Failure is { } refused)
            {
                Toasts.Failed(Failures.Say(refused));
                return;
            }

            Toasts.Done(Text[opens ? "Opened" : "Closed"]);
            await LoadAsync();
        }
        finally
        {
            busy = false;
        }
    }

    private async Task AskToSendAsync()
    {
        roundId = Surveys.NewId();
        await CountAsync(SurveyAudience.Everybody);
    }

    private async Task CountAsync(SurveyAudience audience)
    {
        if ((await Surveys.CountAsync(Workspace.Actor, Id, audience, closing.Token)).Try(out var count, out var refused))
            sending = new SendQuestion(audience, count);
        else
            Toasts.Failed(Failures.Say(refused));
    }

    private async Task SendAsync()
    {
        if (busy || sending is null)
            return;
        busy = true;
        try
        {
            if ((await Surveys.SendAsync(Workspace.Actor, roundId, Id, sending.Audience)).Failure is { } refused)
            {
                Toasts.Failed(Failures.Say(refused));
                return;
            }

            sending = null;
            await LoadAsync();
        }
        finally
        {
            busy = false;
        }
    }

    private string Whole(double? value) => value is { } number ? Formats.Number((decimal)number) : "–";

    private string? Interval(double? value, double? margin, int least) => value is { } middle && margin is { } either
        ? Text["Kpi.Interval", Formats.Number((decimal)Math.Max(least, middle - either)), Formats.Number((decimal)Math.Min(100, middle + either))].Value : null;
}

/// <summary>To whom a survey is about to be sent.</summary>
/// <param name="Count">How many would be asked.</param>
public sealed record SendQuestion(SurveyAudience Audience, int Count);
