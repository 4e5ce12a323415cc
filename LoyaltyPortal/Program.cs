using LoyaltyPortal.Earning;
using LoyaltyPortal.Imports;
using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Till;

var builder = WebApplication.CreateBuilder(args);
builder.AddRootSettings();
builder.Services
    .AddData(builder.Configuration, builder.Environment)
    .AddMerchants()
    .AddMembers()
    .AddLedger()
    .AddEarning()
    .AddPurchases()
    .AddTill()
    .AddImports()
    .AddShell();

var app = builder.Build();
await app.Services.PrepareDataAsync();
if (app.Configuration[ImportCommandLine.Option] is not null)
{
    await using (app)
        return await app.Services.GetRequiredService<ImportCommandLine>().RunAsync(app.Configuration, Console.Out, Console.Error);
}

app.UseShell();
app.MapShell();
await app.RunAsync();
return 0;
