using LoyaltyPortal.Events;
using LoyaltyPortal.Purchases.Attendance;
using LoyaltyPortal.Purchases.Redemptions;
using LoyaltyPortal.Referrals;
using LoyaltyPortal.Rewards;
using Microsoft.AspNetCore.Components;

namespace LoyaltyPortal.Till.Pages;

/// <summary>What else than a member's card somebody can hold out at a sale: a voucher, a ticket, a friend's code. Each has its own length, so none is taken for another.</summary>
public sealed partial class TillPage
{
    private HeldTicket? ticket;
    private string? ticketCode;
    private string? voucherCode;
    private string? codeFailure;
    private VoucherCheck? heldOut;
    private VoucherCheck? forgotten;
    private string friend = "";
    private int asked;

    [Inject]
    public required EventDesk Doors { get; init; }

    [Inject]
    public required ReferralService Referrals { get; init; }

    /// <summary>The field that takes what is held out next.</summary>
    private string LookupId => member is null ? MemberFinder.InputId : CodeField.InputId;

    private static bool IsCode(string typed) => TicketCode.Parse(typed) is not null || ReferralCode.Parse(typed) is not null || VoucherCode.Parse(typed) is not null || VoucherCode.IsShaped(typed);

    private async Task CodeAsync(string typed)
    {
        ForgetCode();
        sought = "";
        if (TicketCode.Parse(typed) is { } code)
            await TicketAsync(code);
        else if (ReferralCode.Parse(typed) is { } invitation)
            await InvitedAsync(invitation);
        else
            (voucherCode, asked) = (typed, asked + 1);
    }

    private void ForgetCode() => (ticket, ticketCode, voucherCode, codeFailure, friend, heldOut, forgotten) = (null, null, null, null, "", null, null);

    private async Task TicketAsync(string code)
    {
        try
        {
            if ((await Doors.FindTicketAsync(Workspace.Actor, code, stop)).Try(out var found, out var refused))
                (ticket, ticketCode) = (found, code);
            else
                codeFailure = Failures.Say(refused);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            codeFailure = NotConfirmed(exception);
        }

        StateHasChanged();
        await Script.FocusAsync(ticket is { WhyNot: null } ? TicketHeldOut.GoId : LookupId);
    }

    /// <summary>The door checks it in; the sale waits here meanwhile. The code goes along in the history, where no address shows it.</summary>
    private Task GoToDoorAsync()
    {
        Address.NavigateTo(FormattableString.Invariant($"/m/{Merchant}/till/door?event={ticket!.EventId}"), new NavigationOptions { HistoryEntryState = ticketCode });
        return Task.CompletedTask;
    }

    private async Task InvitedAsync(string invitation)
    {
        try
        {
            if (member is not null)
                codeFailure = Text["Friend.Served", member.Member.Name];
            else if (await Referrals.OfferAsync(Workspace.Merchant.Id, stop) is null)
                codeFailure = Text["Friend.None"];
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            codeFailure = NotConfirmed(exception);
        }

        if (codeFailure is not null)
        {
            await Script.FocusAsync(LookupId);
            return;
        }

        friend = ReferralCode.Grouped(invitation);
        await StartEnrollingAsync();
    }

    /// <summary>Whose voucher it is, is served, unless somebody is already: a voucher can be a gift.</summary>
    private async Task FoundVoucherAsync(VoucherCheck check)
    {
        heldOut = check.WhyNot is null || check.NeedsPurchase ? check : null;
        if (member is not null || heldOut is null)
            return;
        await ServeAsync(check.Voucher.MemberId);
        await KeepAsync();
    }

    private Task BurntAsync()
    {
        (heldOut, forgotten) = (null, null);
        return RefreshMemberAsync();
    }

    /// <summary>The voucher that was looked up stays the member's.</summary>
    private Task RecordWithoutAsync()
    {
        ForgetCode();
        return RecordAsync();
    }

    private string NotConfirmed(Exception exception)
    {
        Log.LogError(exception, "What was held out at a sale was not found out.");
        return Text["NotConfirmed"];
    }
}
