using System.Net;
using LoyaltyPortal.Analytics;
using LoyaltyPortal.Tests.Platform.Pdf;

namespace LoyaltyPortal.Tests.Analytics;

[Collection(WebTests.Name)]
public sealed class ReportPdfTests(WebPortal portal)
{
    [PdfToolsFact]
    public async Task Every_report_is_a_valid_document_with_what_it_says()
    {
        var owner = await portal.SignedInAsync("owner@pagewell.example");
        var file = Path.GetTempFileName();
        try
        {
            foreach (var report in portal.Get<ReportService>().All)
            {
                var answer = await owner.GetAsync($"/m/{WebPortal.Demo}/reports/{report.Key}/figures.pdf");
                Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{report.Key}: {answer.StatusCode}");
                Assert.Equal("application/pdf", answer.Content.Headers.ContentType?.MediaType);
                await File.WriteAllBytesAsync(file, await answer.Content.ReadAsByteArrayAsync());
                var fault = await PdfTools.FaultAsync(file);
                Assert.True(fault is null, $"{report.Key}: {fault}");
                var text = await PdfTools.TextAsync(file);
                Assert.Contains("Pagewell Books", text, StringComparison.Ordinal);
                Assert.Contains("Page 1 of ", text, StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Pictures_are_shapes_and_who_may_not_see_a_report_gets_no_document()
    {
        var owner = await portal.SignedInAsync("owner@pagewell.example");
        var bytes = await owner.GetByteArrayAsync($"/m/{WebPortal.Demo}/reports/nps/figures.pdf");
        Assert.DoesNotContain("/Image", System.Text.Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        var cashier = await portal.SignedInAsync("cashier@pagewell.example");
        Assert.NotEqual(HttpStatusCode.OK, (await cashier.GetAsync($"/m/{WebPortal.Demo}/reports/nps/figures.pdf")).StatusCode);
    }
}
