using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Till.Pages;

public sealed partial class ReturnDesk : IDisposable
{
    public const string NumberId = "return-number";

    private const string NextId = "return-next";
    private const string ConfirmId = "return-confirm";
    private const int Recent = 10;

    private readonly CancellationTokenSource closing = new();
    private CancellationToken stop;
    private readonly Dictionary<int, decimal> wanted = [];
    private IReadOnlyList<PurchaseRow>? recent;
    private long? recentOf;
    private PurchaseView? purchase;
    private ReturnQuote? quote;
    private ReturnReceipt? receipt;
    private string key = NewKey();
    private string reference = "";
    private string? failure;
    private bool busy;

    [Inject]
    public required PurchaseService Purchases { get; init; }

    [Inject]
    public required TillService Tills { get; init; }

    [Inject]
    public required IStringLocalizer<TillText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required TillScript Script { get; init; }

    [Inject]
    public required ILogger<ReturnDesk> Log { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    /// <summary>Whose latest purchases are offered; null: by receipt number only.</summary>
    [Parameter]
    public TillMember? Member { get; set; }

    /// <summary>Where the goods come back.</summary>
    [Parameter]
    public int? StoreId { get; set; }

    /// <summary>A purchase to begin with.</summary>
    [Parameter]
    public long? PurchaseId { get; set; }

    /// <summary>A return was recorded: the member's points are others now.</summary>
    [Parameter]
    public EventCallback OnReturned { get; set; }

    protected override void OnInitialized() => stop = closing.Token;

    protected override async Task OnParametersSetAsync()
    {
        if (PurchaseId is { } given && purchase is null && receipt is null && recentOf is null)
            await OpenAsync(given);
        if (recentOf != (Member?.Member.Id ?? 0))
        {
            recentOf = Member?.Member.Id ?? 0;
            await LoadRecentAsync();
        }
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task LoadRecentAsync() =>
        recent = Member is null ? null : await Purchases.ListAsync(Workspace.Actor, Member.Member.Id, 0, Recent, stop);

    private async Task FindAsync()
    {
        failure = null;
        if (reference.Trim().Length == 0)
            return;
        if ((await Tills.FindPurchaseAsync(Workspace.Actor, reference, stop)).Try(out var found, out var refused))
            await PickAsync(found);
        else
            failure = Failures.Say(refused);
    }

    private async Task OpenAsync(long purchaseId)
    {
        purchase = await Purchases.FindAsync(Workspace.Actor, purchaseId, stop);
        failure = purchase is null ? Failures.Say(PurchaseErrors.Unknown()) : null;
        wanted.Clear();
        quote = null;
        key = NewKey();
        if (purchase?.Lines is [{ QuantityLeft: 1 } only])
            await WantAsync(only, 1);
    }

    /// <summary>Opens it for who goes on by keyboard.</summary>
    private async Task PickAsync(long purchaseId)
    {
        await OpenAsync(purchaseId);
        var first = purchase?.Lines.FirstOrDefault(line => line.QuantityLeft > 0);
        await Script.FocusAsync(quote is not null ? ConfirmId : first is not null ? MoreId(first) : NumberId);
    }

    private static string LessId(PurchaseLineView line) => FormattableString.Invariant($"return-less-{line.Number}");

    private static string MoreId(PurchaseLineView line) => FormattableString.Invariant($"return-more-{line.Number}");

    /// <summary>A button with nothing left to do is disabled and would lose the caret: its opposite takes it.</summary>
    private async Task PressAsync(PurchaseLineView line, decimal more)
    {
        await WantAsync(line, more);
        if (more > 0 ? Wanted(line) >= line.QuantityLeft : Wanted(line) <= 0)
            await Script.FocusAsync(more > 0 ? LessId(line) : MoreId(line));
    }

    private decimal Wanted(PurchaseLineView line) => wanted.GetValueOrDefault(line.Number);

    private async Task WantAsync(PurchaseLineView line, decimal more)
    {
        wanted[line.Number] = Math.Clamp(Wanted(line) + more, 0, line.QuantityLeft);
        await QuoteAsync();
    }

    private async Task AllAsync()
    {
        foreach (var line in purchase!.Lines)
            wanted[line.Number] = line.QuantityLeft;
        await QuoteAsync();
    }

    private IReadOnlyList<ReturnedLine> Lines => [.. wanted.Where(pair => pair.Value > 0).OrderBy(pair => pair.Key).Select(pair => new ReturnedLine(pair.Key, pair.Value))];

    private async Task QuoteAsync()
    {
        (quote, failure) = (null, null);
        if (Lines.Count == 0)
            return;
        if ((await Purchases.QuoteReturnAsync(Workspace.Actor, purchase!.Id, Lines, stop)).Try(out var quoted, out var refused))
            quote = quoted;
        else
            failure = Failures.Say(refused);
    }

    private async Task ConfirmAsync()
    {
        if (busy || quote is null)
            return;
        (busy, failure) = (true, null);
        try
        {
            if ((await Purchases.ReturnAsync(Workspace.Actor, key, purchase!.Id, Lines, StoreId)).Try(out var done, out var refused))
            {
                receipt = done;
                await OnReturned.InvokeAsync();
            }
            else
            {
                failure = Failures.Say(refused);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.LogError(exception, "A return was not confirmed.");
            failure = Text["NotConfirmed"];
        }
        finally
        {
            busy = false;
        }

        await Script.FocusAsync(receipt is null ? ConfirmId : NextId);
    }

    /// <summary>It was a mistake: everything as it was before the return. Tried again on a slow line, it is one: under the key of the return.</summary>
    private async Task TakeBackAsync()
    {
        if (busy || receipt is null)
            return;
        (busy, failure) = (true, null);
        try
        {
            if ((await Purchases.TakeReturnBackAsync(Workspace.Actor, key, receipt.ReturnId)).Try(out _, out var refused))
            {
                Toasts.Done(Text["Return.TakenBack"]);
                await OnReturned.InvokeAsync();
                await AgainAsync();
            }
            else
            {
                failure = Failures.Say(refused);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.LogError(exception, "That a return was taken back was not confirmed.");
            failure = Text["NotConfirmed"];
        }
        finally
        {
            busy = false;
        }
    }

    private async Task BackAsync()
    {
        (purchase, quote, failure) = (null, null, null);
        await LoadRecentAsync();
        await Script.FocusAsync(NumberId);
    }

    private async Task AgainAsync()
    {
        (receipt, reference) = (null, "");
        await BackAsync();
    }

    private string StoreName(int storeId) => Workspace.Merchant.Stores.FirstOrDefault(store => store.Id == storeId)?.Name ?? "";

    private static string NewKey() => Guid.NewGuid().ToString("N");
}
