using LoyaltyPortal.Members;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Wallet.Pages;

public sealed partial class MePrivacy
{
    private ErasureView? waiting;
    private string? failure;
    private bool isLoaded;
    private bool revoked;
    private bool busy;
    private int loadedFor;

    [Inject]
    public required ErasureService Erasures { get; init; }

    [Inject]
    public required Confirmations Confirmations { get; init; }

    [Inject]
    public required IStringLocalizer<WalletText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Parameter, EditorRequired]
    public WalletPlace Place { get; set; } = default!;

    protected override async Task OnParametersSetAsync()
    {
        if (loadedFor == Place.Merchant.Id)
            return;
        loadedFor = Place.Merchant.Id;
        waiting = await Erasures.WaitingAsync(Place.Merchant.Id, Place.Member.Id);
        isLoaded = true;
    }

    private async Task AskAsync()
    {
        var days = Place.Merchant.Settings.ErasureDays;
        var question = new Confirmation(Text["Erase.Title", Place.Merchant.Name], Text["Erase.Text", Place.Merchant.Settings.PointsName, days], Text["Erase.Action"]) { Danger = true, Typed = Text["Erase.Word"] };
        if (busy || !await Confirmations.AskAsync(question))
            return;
        await DoAsync(async () =>
        {
            if ((await Erasures.AskOwnAsync(Place.Merchant.Id, Place.UserId, days)).Try(out var erasure, out var refused))
                waiting = erasure;
            else
                failure = Failures.Say(refused);
        });
    }

    private Task RevokeAsync() => DoAsync(async () =>
    {
        if ((await Erasures.RevokeOwnAsync(Place.Merchant.Id, Place.UserId)).Try(out _, out var refused))
            (waiting, revoked) = (null, true);
        else
            failure = Failures.Say(refused);
    });

    private async Task DoAsync(Func<Task> act)
    {
        if (busy)
            return;
        (busy, failure, revoked) = (true, null, false);
        try
        {
            await act();
        }
        finally
        {
            busy = false;
        }
    }
}
