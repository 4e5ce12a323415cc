using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class KeptArrivals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<string>(
                name: "Category",
                table: "PurchaseLines",
                type: "nvarchar(80)",
                maxLength: 80,
                nullable: true,
                collation: "Latin1_General_100_BIN2",
                oldClrType: typeof(string),
                oldType: "nvarchar(80)",
                oldMaxLength: 80,
                oldNullable: true);

            migrationBuilder.AddColumn<string>(
                name: "KeptCategories",
                table: "MemberMonths",
                type: "nvarchar(max)",
                maxLength: -1,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "KeptDays",
                table: "MemberMonths",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "BreadthMonths",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Month = table.Column<int>(type: "int", nullable: false),
                    Place = table.Column<int>(type: "int", nullable: false),
                    Rank = table.Column<int>(type: "int", nullable: false),
                    Latest = table.Column<int>(type: "int", nullable: false),
                    KeptMembers = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BreadthMonths", x => new { x.MerchantId, x.Month, x.Place });
                });

            migrationBuilder.CreateTable(
                name: "CategoryArrivals",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Category = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Month = table.Column<int>(type: "int", nullable: false),
                    Previous = table.Column<int>(type: "int", nullable: false),
                    KeptMembers = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CategoryArrivals", x => new { x.MerchantId, x.Category, x.Month, x.Previous });
                });

            migrationBuilder.CreateTable(
                name: "CategoryMonths",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Category = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Month = table.Column<int>(type: "int", nullable: false),
                    KeptNet = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CategoryMonths", x => new { x.MerchantId, x.Category, x.Month });
                });

            migrationBuilder.CreateTable(
                name: "DayArrivals",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    Previous = table.Column<DateOnly>(type: "date", nullable: false),
                    KeptMembers = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DayArrivals", x => new { x.MerchantId, x.Day, x.Previous });
                });

            migrationBuilder.CreateIndex(
                name: "IX_Purchases_MemberId_Day",
                table: "Purchases",
                columns: new[] { "MemberId", "Day" },
                filter: "\"PointsRedeemed\" > 0");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "BreadthMonths");

            migrationBuilder.DropTable(
                name: "CategoryArrivals");

            migrationBuilder.DropTable(
                name: "CategoryMonths");

            migrationBuilder.DropTable(
                name: "DayArrivals");

            migrationBuilder.DropIndex(
                name: "IX_Purchases_MemberId_Day",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "KeptCategories",
                table: "MemberMonths");

            migrationBuilder.DropColumn(
                name: "KeptDays",
                table: "MemberMonths");

            migrationBuilder.AlterColumn<string>(
                name: "Category",
                table: "PurchaseLines",
                type: "nvarchar(80)",
                maxLength: 80,
                nullable: true,
                oldClrType: typeof(string),
                oldType: "nvarchar(80)",
                oldMaxLength: 80,
                oldNullable: true,
                oldCollation: "Latin1_General_100_BIN2");
        }
    }
}
