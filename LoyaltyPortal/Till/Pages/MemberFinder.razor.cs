using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Till.Pages;

public sealed partial class MemberFinder : IDisposable
{
    /// <summary>The id of the field, for putting the caret into it.</summary>
    public const string InputId = "till-find";

    private const string ListId = "till-found";
    private const int Most = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(160);

    private CancellationTokenSource? asking;
    private MemberHits hits = MemberHits.None;
    private string text = "";
    private string? failure;
    private int chosen = -1;
    private int generation;
    private bool searching;
    private bool searched;

    [Inject]
    public required MemberService Members { get; init; }

    [Inject]
    public required IStringLocalizer<TillText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required ShellScript Script { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter, EditorRequired]
    public EventCallback<MemberRow> OnChosen { get; set; }

    /// <summary>What is in the field now: an enrolment begins with it.</summary>
    [Parameter]
    public EventCallback<string> TextChanged { get; set; }

    /// <summary>Instead of the usual words above the field.</summary>
    [Parameter]
    public string? Label { get; set; }

    /// <summary>Instead of the usual words below it.</summary>
    [Parameter]
    public string? Hint { get; set; }

    /// <summary>Whoever is not found can be enrolled beside it.</summary>
    [Parameter]
    public bool CanEnrol { get; set; }

    /// <summary>Whether what is entered or scanned may be a code of another kind. It is asked where nobody is known by it: an old card's number may look like anything.</summary>
    [Parameter]
    public Func<string, bool>? TakesCode { get; set; }

    /// <summary>Such a code was entered or scanned.</summary>
    [Parameter]
    public EventCallback<string> OnCode { get; set; }

    private bool IsOpen => hits.Hits.Count > 0;

    private bool IsCode => !IsOpen && TakesCode?.Invoke(text) == true;

    public void Dispose()
    {
        asking?.Cancel();
        asking?.Dispose();
    }

    private async Task TypedAsync(ChangeEventArgs change)
    {
        text = change.Value?.ToString() ?? "";
        await TextChanged.InvokeAsync(text);
        var stop = Begin();
        try
        {
            await Task.Delay(Pause, Clock, stop);
            await SearchAsync(stop);
        }
        catch (OperationCanceledException)
        {
            // More was typed, or Enter came first.
        }
    }

    private async Task KeyAsync(KeyboardEventArgs key)
    {
        switch (key.Key)
        {
            case "ArrowDown" when IsOpen:
                await MoveAsync(chosen + 1);
                break;
            case "ArrowUp" when IsOpen:
                await MoveAsync(chosen - 1);
                break;
            case "Escape":
                Clear();
                break;
            case "Enter":
                await EnterAsync();
                break;
        }
    }

    /// <summary>What the camera has read is entered as if it had been typed.</summary>
    private async Task ScannedAsync(string code)
    {
        Clear();
        text = code;
        await TextChanged.InvokeAsync(text);
        await EnterAsync();
        StateHasChanged();
    }

    private async Task MoveAsync(int index)
    {
        chosen = (index + hits.Hits.Count) % hits.Hits.Count;
        await Script.RevealAsync($"{ListId}-{chosen}");
    }

    /// <summary>Takes the marked hit; else looks up at once what is in the field, and takes the one who is meant without doubt.</summary>
    private async Task EnterAsync()
    {
        if (chosen >= 0 && chosen < hits.Hits.Count)
        {
            await ChooseAsync(hits.Hits[chosen].Member);
            return;
        }

        if (text.Trim().Length == 0)
            return;
        try
        {
            await SearchAsync(Begin());
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (IsCode)
        {
            var code = text;
            Clear();
            await OnCode.InvokeAsync(code);
            return;
        }

        var exact = hits.Hits.Where(hit => hit.IsExact).ToList();
        if (exact.Count == 1)
            await ChooseAsync(exact[0].Member);
        else if (hits.Hits.Count == 1)
            await ChooseAsync(hits.Hits[0].Member);
        else if (IsOpen)
            chosen = 0;
    }

    private async Task SearchAsync(CancellationToken stop)
    {
        chosen = -1;
        failure = null;
        if (text.Trim().Length == 0)
        {
            hits = MemberHits.None;
            searched = false;
            return;
        }

        searching = true;
        try
        {
            var found = await Members.LookUpAsync(Workspace.Actor, text, Most, stop);
            stop.ThrowIfCancellationRequested();
            hits = found.Try(out var value, out var refused) ? value : MemberHits.None;
            failure = refused is null ? null : Failures.Say(refused);
            searched = true;
        }
        finally
        {
            searching = false;
        }
    }

    private async Task ChooseAsync(MemberRow member)
    {
        Clear();
        await OnChosen.InvokeAsync(member);
    }

    private void Clear()
    {
        asking?.Cancel();
        hits = MemberHits.None;
        text = "";
        chosen = -1;
        searched = false;
        failure = null;
        generation++; // the field is not bound to what it shows, so that fast typing is never overwritten: a new one is an empty one
        StateHasChanged(); // at once: whoever is told next may give the caret back, and must find the new one
    }

    private CancellationToken Begin()
    {
        asking?.Cancel();
        asking?.Dispose();
        asking = new CancellationTokenSource();
        return asking.Token;
    }

    private static string Contact(MemberRow member) => string.Join(" · ", new[] { member.Phone, member.Email }.Where(part => part is not null));
}
