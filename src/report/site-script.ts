/**
 * Finds audits by words and by verdict. The whole table stands in the page; without scripting nothing is hidden, and the form is not
 * shown.
 */
export const siteScript = `(()=>{
const get=(id)=>document.getElementById(id),form=get("find"),words=get("words"),verdict=get("verdict-is"),found=get("found");
const rows=Array.from(document.querySelectorAll("#audits tbody tr"),(row)=>({row,text:row.textContent.toLowerCase()}));
const format=new Intl.NumberFormat(document.documentElement.lang);
const look=()=>{const wanted=words.value.toLowerCase().split(/\\s+/).filter(Boolean);let count=0;
for(const {row,text} of rows){const is=wanted.every((word)=>text.includes(word))&&(verdict.value===""||row.dataset.verdict===verdict.value);row.hidden=!is;if(is)count++}
found.textContent=format.format(count)};
form.hidden=false;form.addEventListener("input",look);form.addEventListener("submit",(event)=>event.preventDefault());look();
})()`;
