using LoyaltyPortal.Ledger;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases;

var builder = WebApplication.CreateBuilder(args);
builder.AddRootSettings();
builder.Services
    .AddData(builder.Configuration, builder.Environment)
    .AddMerchants()
    .AddLedger()
    .AddPurchases()
    .AddShell();

var app = builder.Build();
await app.Services.PrepareDataAsync();
app.UseShell();
app.MapShell();
await app.RunAsync();
