using LoyaltyPortal.Earning;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Till.Pages;

public sealed partial class ActionDesk : IDisposable
{
    public const string ActionId = "action-kind";

    private const string NextId = "action-next";

    private readonly CancellationTokenSource closing = new();
    private CancellationToken stop;
    private IReadOnlyList<ReportableAction>? actions;
    private string action = "";
    private string? asked;
    private string amount = "";
    private string? amountError;
    private string subject = "";
    private EvidenceKind evidenceKind = EvidenceKind.Text;
    private string evidence = "";
    private ActionQuote? quote;
    private ActionReceipt? receipt;
    private string key = NewKey();
    private string? failure;
    private long loaded;
    private bool busy;

    [Inject]
    public required ActionService Actions { get; init; }

    [Inject]
    public required ActionWords Words { get; init; }

    [Inject]
    public required ExplanationWords Steps { get; init; }

    [Inject]
    public required IStringLocalizer<TillText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required ILogger<ActionDesk> Log { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter, EditorRequired]
    public long MemberId { get; set; }

    /// <summary>Where it is reported; null at no store in particular.</summary>
    [Parameter]
    public int? StoreId { get; set; }

    [Parameter, EditorRequired]
    public ActionSource Source { get; set; }

    /// <summary>An action to begin with.</summary>
    [Parameter]
    public string? Action { get; set; }

    /// <summary>Something was recorded: the member's points are others now.</summary>
    [Parameter]
    public EventCallback OnRecorded { get; set; }

    [Parameter]
    public EventCallback OnClose { get; set; }

    private bool HasAmount => MemberActions.HasAmount(action);

    private decimal Value => TillAmount.TryParse(amount, out var value) ? value : 0;

    protected override void OnInitialized() => stop = closing.Token;

    protected override async Task OnParametersSetAsync()
    {
        actions ??= await Actions.ReportableAsync(Workspace.Actor, stop);
        var wanted = actions.FirstOrDefault(known => known.Action == Action)?.Action;
        if (loaded == MemberId && asked == Action)
            return;
        (loaded, asked) = (MemberId, Action);
        action = wanted ?? (action.Length > 0 ? action : actions is [var first, ..] ? first.Action : "");
        (receipt, key) = (null, NewKey());
        await QuoteAsync();
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private Task PickAsync(ChangeEventArgs change)
    {
        (action, amount, amountError) = ((string)change.Value!, "", null);
        return QuoteAsync();
    }

    private Task AmountAsync(ChangeEventArgs change)
    {
        amount = (string?)change.Value ?? "";
        amountError = amount.Trim().Length > 0 && Value <= 0 ? Text["Action.Amount.Wrong"].Value : null;
        return QuoteAsync();
    }

    private async Task QuoteAsync()
    {
        (quote, failure) = (null, null);
        var (of, value) = (action, HasAmount ? Value : 0);
        if (of.Length == 0 || (HasAmount && value <= 0))
            return;
        var quoted = await Actions.QuoteAsync(Workspace.Actor, MemberId, of, value, stop);
        if (of != action || (HasAmount && value != Value))
            return; // something else was chosen meanwhile
        if (quoted.Try(out var found, out var refused))
            quote = found;
        else
            failure = Failures.Say(refused);
    }

    /// <summary>Records under the key that was made when the form opened: pressed twice or tried again, it is one action.</summary>
    private async Task RecordAsync()
    {
        if (busy || quote is null)
            return;
        (busy, failure) = (true, null);
        try
        {
            var report = new ActionReport
            {
                Action = action,
                SourceEvent = key,
                Source = Source,
                Subject = subject,
                Evidence = new ActionEvidence(evidenceKind, evidence),
                Amount = HasAmount ? Value : 0,
                StoreId = StoreId,
            };
            if ((await Actions.ReportAsync(Workspace.Actor, key, MemberId, report)).Try(out var done, out var refused))
            {
                receipt = done;
                await OnRecorded.InvokeAsync();
            }
            else
            {
                failure = Failures.Say(refused);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.LogError(exception, "An action was not confirmed.");
            failure = Text["NotConfirmed"];
        }
        finally
        {
            busy = false;
        }
    }

    private Task AgainAsync()
    {
        (receipt, key, subject, evidence, amount) = (null, NewKey(), "", "", "");
        return QuoteAsync();
    }

    private static string NewKey() => Guid.NewGuid().ToString("N");
}
