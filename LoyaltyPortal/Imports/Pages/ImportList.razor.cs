using System.Globalization;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Imports.Pages;

/// <summary>All imports of a merchant, and where a new one begins.</summary>
public sealed partial class ImportList : IDisposable
{
    private const int PageSize = 25;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource closing = new();
    private ImportPart? part;
    private string? failure;

    [Inject]
    public required ImportService Imports { get; init; }

    [Inject]
    public required ImportWords Words { get; init; }

    [Inject]
    public required FailureText Failures { get; init; }

    [Inject]
    public required Formats Formats { get; init; }

    [Inject]
    public required IStringLocalizer<ImportsText> Text { get; init; }

    [Inject]
    public required NavigationManager Address { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Parameter]
    public string Merchant { get; set; } = "";

    [SupplyParameterFromQuery(Name = "page")]
    public int? Page { get; set; }

    private int Number => Math.Max(1, Page ?? 1);

    protected override Task OnParametersSetAsync() => LoadAsync();

    protected override Task OnAfterRenderAsync(bool firstRender) => firstRender ? PageWatch.WhileOpenAsync(LookEvery, Clock, LookAsync, closing.Token) : Task.CompletedTask;

    private async Task LookAsync()
    {
        if (part?.Rows.Any(row => row.State is ImportState.Checking or ImportState.Running or ImportState.Undoing) != true)
            return;
        await LoadAsync();
        StateHasChanged();
    }

    public void Dispose()
    {
        closing.Cancel();
        closing.Dispose();
    }

    private async Task LoadAsync()
    {
        if ((await Imports.ListAsync(Workspace.Actor, (Number - 1) * PageSize, PageSize, closing.Token)).Try(out var listed, out var refused))
        {
            (part, failure) = (listed, null);
            if (listed.Rows.Count == 0 && listed.Count > 0 && Number > 1)
                Address.NavigateTo($"/m/{Merchant}/imports?page={((listed.Count + PageSize - 1) / PageSize).ToString(CultureInfo.InvariantCulture)}", replace: true);
        }
        else
            failure = Failures.Say(refused);
    }

    private void OpenAsync(long importId) => Address.NavigateTo(Href(importId));

    private string Href(long importId) => $"/m/{Merchant}/imports/{importId.ToString(CultureInfo.InvariantCulture)}";

    private string? PageHref(int number) =>
        number < 1 || (number - 1) * PageSize >= part!.Count ? null : $"/m/{Merchant}/imports?page={number.ToString(CultureInfo.InvariantCulture)}";
}
