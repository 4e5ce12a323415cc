using System.Globalization;
using System.Text;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Feedback.Pages;

/// <summary>Past answers from a file: looked through first, taken as a whole or not at all.</summary>
public sealed partial class SurveyImportPage
{
    private const int MostShown = 100;

    private SurveyView? survey;
    private AnswerPreview? preview;
    private string? text;
    private string fileName = "";
    private string? missing;
    private string? failure;
    private int attempt;
    private bool busy;

    [Inject]
    public required SurveyService Surveys { get; init; }

    [Inject]
    public required AnswerImport Answers { get; init; }

    [Inject]
    public required IStringLocalizer<FeedbackText> Text { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    [Parameter]
    public long Id { get; set; }

    private string Path => string.Create(CultureInfo.InvariantCulture, $"/m/{Merchant}/surveys/{Id}");

    protected override async Task OnParametersSetAsync()
    {
        var found = await Surveys.FindAsync(Workspace.Actor, Id);
        missing = found.Try(out survey, out var refused) ? null : Failures.Say(refused);
    }

    private async Task TakeAsync(InputFileChangeEventArgs change)
    {
        (busy, failure, preview, text, fileName) = (true, null, null, null, change.File.Name);
        attempt++; // a fresh input, so that the same file can be chosen again
        try
        {
            const long most = AnswerFile.MostMegabytes << 20;
            if (change.File.Size > most)
            {
                failure = Failures.Say(SurveyErrors.FileTooLarge(AnswerFile.MostMegabytes));
                return;
            }

            using var reader = new StreamReader(change.File.OpenReadStream(most), Encoding.UTF8);
            text = await reader.ReadToEndAsync();
            if (!(await Answers.PreviewAsync(Workspace.Actor, Id, text)).Try(out preview, out var refused))
                failure = Failures.Say(refused);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or Microsoft.JSInterop.JSException)
        {
            failure = Text["Import.Broken"];
        }
        finally
        {
            busy = false;
        }
    }

    private async Task ImportAsync()
    {
        if (busy || text is null)
            return;
        (busy, failure) = (true, null);
        try
        {
            if (!(await Answers.ImportAsync(Workspace.Actor, Id, text)).Try(out var done, out var refused))
            {
                failure = Failures.Say(refused);
                return;
            }

            Toasts.Done(Text["Imported", Formats.Number(done.Taken), Formats.Number(done.Known)]);
            Address.NavigateTo(Path);
        }
        finally
        {
            busy = false;
        }
    }
}
