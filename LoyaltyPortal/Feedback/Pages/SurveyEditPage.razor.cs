using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Feedback.Pages;

/// <summary>Draws up a survey, or changes one: the form, what people will see of it, and what opening it does.</summary>
public sealed partial class SurveyEditPage
{
    private SaveBar? bar;
    private SurveyView? original;
    private SurveyFields? form;
    private string? missing;
    private string? failure;
    private long newId;
    private (string, long?)? loaded;
    private bool dirty;
    private bool busy;

    [Inject]
    public required SurveyService Surveys { get; init; }

    [Inject]
    public required IStringLocalizer<FeedbackText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public long? Id { get; set; }

    private bool IsDraft => original is null || original.State == SurveyState.Draft;

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == (Merchant, Id))
            return;
        loaded = (Merchant, Id);
        (original, form, missing, newId) = (null, null, null, Surveys.NewId());
        if (Id is { } id)
        {
            var found = await Surveys.FindAsync(Workspace.Actor, id);
            missing = found.Try(out original, out var refused) ? null : Failures.Say(refused);
        }

        Reset();
    }

    private void Reset()
    {
        (dirty, failure) = (false, null);
        if (missing is null)
            form = original is null ? new SurveyFields() : SurveyFields.Of(original);
    }

    private void Changed() => (dirty, failure) = (true, null);

    /// <summary>Saves under the key that was made with the form: pressed twice, it is one survey.</summary>
    private async Task SaveAsync(bool opens)
    {
        if (busy || form is null)
            return;
        (busy, failure) = (true, null);
        try
        {
            if (!(await Surveys.SaveAsync(Workspace.Actor, newId, Id, original?.Version ?? 0, form.ToInput())).Try(out var saved, out var refused)
                || (opens && !(await Surveys.OpenAsync(Workspace.Actor, saved.Id)).Try(out saved, out refused)))
            {
                failure = Failures.Say(refused);
                return;
            }

            (dirty, original) = (false, saved);
            Toasts.Done(Text[opens ? "Opened" : "Saved"]);
            var path = string.Create(CultureInfo.InvariantCulture, $"/m/{Merchant}/surveys/{saved.Id}");
            if (saved.State != SurveyState.Draft)
                bar!.Leave(path);
            else if (Id is null)
                bar!.Leave(path + "/edit", replace: true);
        }
        finally
        {
            busy = false;
        }
    }

    private async Task DiscardAsync()
    {
        if (busy || Id is not { } id)
            return;
        busy = true;
        try
        {
            if ((await Surveys.DiscardAsync(Workspace.Actor, id)).Failure is { } refused)
            {
                failure = Failures.Say(refused);
                return;
            }

            dirty = false;
            Toasts.Done(Text["Discarded"]);
            bar!.Leave($"/m/{Merchant}/surveys");
        }
        finally
        {
            busy = false;
        }
    }

    /// <summary>What it will do, in plain words.</summary>
    private IEnumerable<string> Summary()
    {
        if (form is null)
            yield break;
        var input = form.ToInput();
        yield return input.Kind != SurveyKind.TransactionalNps ? Text["Summary.ByHand"]
            : input.SharePercent == 0 ? Text["Summary.PosterOnly"] : Text["Summary.After", Formats.Number(input.SharePercent), Formats.Number(input.DelayHours)];
        yield return input.QuietDays == 0 ? Text["Summary.NoQuiet"] : Text["Summary.Quiet", Formats.Number(input.QuietDays)];
        yield return Text["Summary.Valid", Formats.Number(input.ValidDays)];
        yield return Text[input.PaysAction ? "Summary.Pays" : "Summary.PaysNot"];
    }
}
